//! A scanner that comes first, and real routes that come later.

use std::sync::Barrier;

use super::*;

const SLOTS: usize = 16;
const THREADS: u64 = 4;
const ROUNDS: u64 = 5;
/// How often a thread asks for each route in a round, and for paths that nobody has asked for.
const ASKED: u64 = 600;

#[derive(Labels)]
struct Scanned<'a> {
    #[label(max = 16)]
    route: &'a str,
}

/// Routes, and what each adds: prime numbers, so that a sum shows whether another one was added to it.
const ROUTES: [(&str, u64); 8] = [
    ("/orders", 1_009),
    ("/carts", 1_013),
    ("/users", 1_019),
    ("/stock", 1_021),
    ("/prices", 1_031),
    ("/search", 1_033),
    ("/login", 1_039),
    ("/help", 1_049),
];

fn scan(counter: &Counter<Scanned<'static>>, orders: impl Iterator<Item = u64>) {
    for order in orders {
        counter.add(1, &Scanned { route: &format!("/wp-{order:x}.php") });
    }
}

/// Asks for routes from all threads while the scanner goes on, and `meanwhile`.
fn ask(counter: &Counter<Scanned<'static>>, round: u64, meanwhile: impl FnOnce()) {
    let start = Barrier::new(THREADS as usize + 1);
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let start = &start;
            scope.spawn(move || {
                start.wait();
                let first = (round * THREADS + thread) * ASKED;
                for order in first..first + ASKED {
                    scan(counter, std::iter::once(order));
                    for (route, adds) in ROUTES {
                        counter.add(adds, &Scanned { route });
                    }
                }
            });
        }
        start.wait();
        meanwhile();
    });
}

/// No series has what was added for another value: a scanned path is asked for once.
fn assert_unmixed(counter: &Counter<Scanned<'static>>) {
    for (route, sum) in values(counter).into_iter().filter(|(route, _)| route != "__other__") {
        match ROUTES.iter().find(|(name, _)| *name == route) {
            Some((_, adds)) => assert_eq!(sum.cast_unsigned() % adds, 0, "{route}"),
            None => assert!((0..=1).contains(&sum), "{route}: {sum}"),
        }
    }
}

#[test]
fn routes_take_the_slots_of_a_scanner_that_came_first_once_those_are_idle() {
    let counter = Counter::<Scanned<'static>>::new(described(100));
    let begin = Instant::now();
    let of_routes = |counter| {
        values(counter).iter().filter(|(route, _)| ROUTES.iter().any(|(name, _)| name == route)).count()
    };
    scan(&counter, 1_000_000..1_001_000);
    counter.guarded().tend(begin);
    ask(&counter, 0, || counter.guarded().tend(begin + TableSpec::IDLE_AFTER / 2));
    assert_eq!(of_routes(&counter), 0, "what the scanner asked for is not idle yet");

    let later = begin + 2 * TableSpec::IDLE_AFTER;
    for round in 1..=ROUNDS {
        let now = later + Duration::from_secs(20 * round);
        ask(&counter, round, || {
            counter.guarded().tend(now);
            (0..20).for_each(|_| assert_unmixed(&counter));
        });
        counter.guarded().tend(now + Duration::from_secs(10));
        assert_unmixed(&counter);
    }
    assert_eq!(of_routes(&counter), ROUTES.len(), "{:?}", values(&counter));

    // Nothing is lost but what stood in the series that went: one for each path, and each slot fell idle once at most.
    let sums = values(&counter);
    let a_turn: u64 = ROUTES.iter().map(|(_, adds)| adds).sum::<u64>() + 1;
    let added = 1_000 + (ROUNDS + 1) * THREADS * ASKED * a_turn;
    let lost = added - sums.iter().map(|(_, sum)| sum.cast_unsigned()).sum::<u64>();
    assert!((ROUTES.len() as u64..=SLOTS as u64).contains(&lost), "{lost}: {sums:?}");
    assert!(sums.len() <= SLOTS + 1, "{sums:?}");
}
