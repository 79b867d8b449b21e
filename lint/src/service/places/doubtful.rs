//! Names of folders that say something of a file's part unless the service itself imports the file.

use super::Roles;

/// Names of folders that services use too, for what they serve with: whoever imports a file of theirs tells more.
const DOUBTFUL_FOLDERS: &[&str] = &[
    "integration",
    "docs",
    "doc",
    "benchmark",
    "generate",
    "codegen",
    "tools",
    "tool",
    "contrib",
    "management",
];
/// Such names where each file is imported by itself: of a package, migrations are what it is imported for.
const DOUBTFUL_FOLDERS_OF_MODULES: &[&str] = &["migrations"];
/// Folders in them that nothing but what runs commands imports.
const FOLDERS_OF_COMMANDS: &[&str] = &["commands"];

impl Roles {
    /// Returns whether a path has its role from nothing but the name of a folder that services have too.
    pub fn may_serve(&self, path: &str, language: usize) -> bool {
        let has_modules = self.has_modules.get(language).copied().unwrap_or(false);
        let is_doubtful = |folder: &&str| {
            DOUBTFUL_FOLDERS.contains(folder) || (has_modules && DOUBTFUL_FOLDERS_OF_MODULES.contains(folder))
        };
        let (doubtful, others): (Vec<&str>, Vec<&str>) = path.split('/').partition(is_doubtful);
        !doubtful.is_empty()
            && !others.iter().any(|folder| FOLDERS_OF_COMMANDS.contains(folder))
            && self.of_path(&others.join("/"), language).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Languages;

    #[test]
    fn names_that_features_have_too_are_doubtful_by_themselves_only() {
        let languages = Languages::load().unwrap();
        let roles = Roles::new(&languages);
        let python = languages.find("python").unwrap();
        for path in ["shop/integration/till.py", "shop/docs/plugin.py", "shop/management/staff.py"] {
            assert!(roles.may_serve(path, python), "{path}");
        }
        for path in [
            "shop/till.py",
            "tests/integration/till.py",
            "shop/management/commands/count.py",
            "docs/examples/till.py",
            "tools/test_till.py",
        ] {
            assert!(!roles.may_serve(path, python), "{path}");
        }
        let go = languages.find("go").unwrap();
        assert!(roles.may_serve("shop/migrations/prices.py", python));
        assert!(!roles.may_serve("shop/migrations/prices.go", go));
    }
}
