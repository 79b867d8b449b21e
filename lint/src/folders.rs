//! Folders of a run by their paths: which lie around or in which, and which is the nearest.

use std::cmp::Reverse;

/// Returns the folder part of a path, without a trailing slash; empty at the root.
pub(crate) fn folder(path: &str) -> &str {
    path.rfind('/').map_or("", |slash| &path[..slash])
}

/// Returns a folder and those around it, up to the root.
pub(crate) fn around(inner: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(inner), |inner| (!inner.is_empty()).then(|| folder(inner)))
}

/// Returns whether a folder is another or lies in it.
pub(crate) fn is_within(folder: &str, outer: &str) -> bool {
    outer.is_empty()
        || folder == outer
        || folder.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'))
}

/// Returns whether a folder's path ends in these segments.
pub(crate) fn ends_in(folder: &str, path: &str) -> bool {
    folder.strip_suffix(path).is_some_and(|before| before.is_empty() || before.ends_with('/'))
}

/// Returns the folder that has the most segments in common with another, of these the least deep; `None` where several
/// are as near, as any of them may be meant.
pub(crate) fn nearest<'a>(to: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let distance = |folder: &str| (Reverse(in_common(to, folder)), segments(folder).count());
    let mut ranked: Vec<(_, &str)> = candidates.map(|folder| (distance(folder), folder)).collect();
    ranked.sort_unstable();
    ranked.dedup();
    match ranked.as_slice() {
        [(first, _), (second, _), ..] if first == second => None,
        ranked => ranked.first().map(|(_, folder)| *folder),
    }
}

/// Returns how many segments two paths begin with alike.
pub(crate) fn in_common(left: &str, right: &str) -> usize {
    segments(left).zip(segments(right)).take_while(|(left, right)| left == right).count()
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_folder_shares_the_most_segments_and_lies_the_least_deep() {
        let nearest = |to, candidates: &[&'static str]| nearest(to, candidates.iter().copied());
        assert_eq!(
            nearest("shop/orders/app", &["shop/bills/core", "shop/orders/core"]),
            Some("shop/orders/core")
        );
        assert_eq!(nearest("orders", &["core", "examples/core"]), Some("core"));
        assert_eq!(nearest("orders", &["core", "core"]), Some("core"));
        assert_eq!(nearest("orders", &["bills/core", "mails/core"]), None);
        assert_eq!(nearest("orders2/app", &["orders/core"]), Some("orders/core"));
    }

    #[test]
    fn paths_end_in_whole_segments() {
        assert!(ends_in("shop/core", "core") && ends_in("core", "core") && !ends_in("shop/hardcore", "core"));
        assert!(is_within("shop/core", "shop") && !is_within("shopping", "shop") && is_within("shop", ""));
        assert_eq!(around("shop/core").collect::<Vec<_>>(), ["shop/core", "shop", ""]);
    }
}
