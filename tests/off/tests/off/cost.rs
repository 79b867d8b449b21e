//! What telemetry costs: no instruction, no byte, no allocation, no thread.

use std::{hint::black_box, ptr::fn_addr_eq};

use tracewell_tests_off::{TooHeavy, annotated, annotated_polled, bare, bare_polled, sizes};

/// The compiler keeps one of two functions whose machine code is the same, and gives it both names: what has one
/// address is one code. Should it stop doing so, this fails; it cannot pass for two that differ.
#[test]
fn annotated_functions_are_the_machine_code_of_bare_ones() {
    type Weigh = fn(&[u64], &str) -> Result<u64, TooHeavy>;
    type Poll = fn(u64) -> std::task::Poll<u64>;
    assert!(fn_addr_eq(bare as Weigh, annotated as Weigh));
    assert!(fn_addr_eq(bare_polled as Poll, annotated_polled as Poll));
    // Others have their own.
    assert!(!fn_addr_eq(bare as Weigh, (|_: &[u64], _: &str| Err(TooHeavy)) as Weigh));
}

#[test]
fn annotated_futures_are_no_larger() {
    let (bare, annotated) = sizes();
    assert_eq!(annotated, bare);
}

#[test]
fn nothing_is_allocated() {
    let allocated = crate::allocations::during(&mut || {
        let _ = black_box(annotated(black_box(&[1, 2, 3]), "Ada"));
        let _ = black_box(annotated_polled(black_box(7)));
    });
    assert_eq!(allocated, 0);
    // The count does count.
    assert_eq!(crate::allocations::during(&mut || drop(black_box(vec![0_u8; 10]))), 1);
}
