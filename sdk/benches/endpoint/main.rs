//! The price of an endpoint's telemetry: what who calls it waits for, and what the server spends.
//!
//! One route of axum answers JSON over a real socket. A few connections are kept alive, and each sends its next request
//! when the last one is answered. All contestants take turns in each round, and each round another one begins. A figure is
//! the median over the rounds, with its 95 % confidence interval by order statistics in brackets; `ratio NAME/bare` is
//! that of the ratios within each round, which what else runs on the machine changes less. `bare_again` is `bare`: how far
//! it is from 1 says how far to trust the others.

#![expect(clippy::print_stdout, reason = "the figures are what this program is for")]
#![expect(clippy::cast_precision_loss, reason = "figures of a bench are far below 2^52")]

#[path = "../peers/allocations.rs"]
mod allocations;
mod client;
mod contestants;
mod orders;
mod server;
mod statistics;

use client::Turn;
use contestants::{Contestant, contestants};
use statistics::{Figure, median};

/// Rounds in which every contestant takes its turn.
const ROUNDS: usize = 101;

/// Measures all, or the ones whose names are arguments; a number is that of the rounds.
fn main() {
    let names: Vec<String> = std::env::args().skip(1).collect();
    let rounds = names.iter().find_map(|argument| argument.parse().ok()).unwrap_or(ROUNDS);
    let mut contestants = contestants();
    if contestants.iter().any(|contestant| names.iter().any(|name| name == contestant.name)) {
        contestants.retain(|contestant| names.iter().any(|name| name == contestant.name));
    }
    let turns = measure(&contestants, rounds);
    for (contestant, turns) in contestants.iter().zip(&turns) {
        print(contestant, turns);
    }
    for (contestant, turns_of) in contestants.iter().zip(&turns).skip(1) {
        let pair = format!("{}/{}", contestant.name, contestants[0].name);
        for (called, figure) in [("p50", (|turn| turn.p50) as Figure), ("p99", |turn| turn.p99)] {
            let ratios = turns_of.iter().zip(&turns[0]).map(|(turn, bare)| figure(turn) / figure(bare));
            println!("ratio {pair} {called} {:.3}", median(ratios.collect()));
        }
        let ratios = turns_of.iter().zip(&turns[0]).map(|(turn, bare)| turn.processor / bare.processor);
        println!("ratio {pair} processor {:.3}", median(ratios.collect()));
    }
}

/// Returns the turns of each contestant.
fn measure(contestants: &[Contestant], rounds: usize) -> Vec<Vec<Turn>> {
    let mut turns = vec![Vec::new(); contestants.len()];
    for round in 0..rounds {
        for place in 0..contestants.len() {
            let whose = (round + place) % contestants.len();
            turns[whose].push(contestants[whose].turn().expect("a connection to this process"));
        }
    }
    turns
}

fn print(contestant: &Contestant, turns: &[Turn]) {
    let of = |figure: Figure| median(turns.iter().map(figure).collect());
    println!(
        "{:24} p50 {:.1} µs  p99 {:.1} µs  server {:.2} µs  {:.1} allocations  {:.2} spans",
        contestant.name,
        of(|turn| turn.p50),
        of(|turn| turn.p99),
        of(|turn| turn.processor),
        of(|turn| turn.allocations).middle,
        contestant.arrived() as f64 / turns.len() as f64 / f64::from(client::REQUESTS_OF_TURN)
    );
}
