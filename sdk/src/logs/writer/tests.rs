use std::{
    io::{self, ErrorKind, Write},
    sync::mpsc::{Receiver, Sender, channel},
};

use super::*;
use crate::logs::MemorySink;

const ENOUGH: Duration = Duration::from_secs(20);
const NO_TIME: Duration = Duration::from_millis(20);

/// A sink that writes one chunk each time it is allowed to, and says when it is asked.
struct Gate {
    asked: Sender<()>,
    allowed: Receiver<io::Result<usize>>,
    to: MemorySink,
}

impl Write for Gate {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = self.asked.send(());
        match self.allowed.recv() {
            Ok(Ok(most)) => self.to.write(&bytes[..most.min(bytes.len())]),
            Ok(Err(error)) => Err(error),
            Err(_) => self.to.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Gated {
    writer: LogWriter,
    asked: Receiver<()>,
    allow: Option<Sender<io::Result<usize>>>,
    sink: MemorySink,
}

impl Gated {
    fn new(settings: LogWriterBuilder) -> Self {
        let (ask, asked) = channel();
        let (allow, allowed) = channel();
        let sink = MemorySink::default();
        let gate = Gate { asked: ask, allowed, to: sink.clone() };
        Self { writer: settings.start(gate).unwrap(), asked, allow: Some(allow), sink }
    }

    fn answer(&self, answer: io::Result<usize>) {
        self.allow.as_ref().unwrap().send(answer).unwrap();
    }

    fn open(&mut self) {
        self.allow = None;
    }

    fn dropped(&self, reason: DropReason) -> u64 {
        self.writer.ledger().balance().dropped_by(reason)
    }

    /// Shuts down, and returns the lines as written: those about drops shortened to count and reason.
    fn end(mut self) -> Vec<String> {
        self.open();
        self.writer.shutdown(ENOUGH).unwrap();
        assert_eq!(self.writer.ledger().balance().pending(), 0);
        self.sink.take_lines().iter().map(|line| shortened(line)).collect()
    }
}

fn shortened(line: &str) -> String {
    line.split_once("\"count\":").map_or(line, |(_, rest)| rest).to_owned()
}

#[test]
fn lines_come_out_in_order_and_all_of_them() {
    let sink = MemorySink::default();
    let writer = LogWriter::builder().start(sink.clone()).unwrap();
    let lines: Vec<_> = (0..10_000).map(|number| number.to_string()).collect();
    for line in &lines {
        writer.append(format!("{line}\n").as_bytes(), false);
    }
    writer.flush(ENOUGH).unwrap();
    assert_eq!(sink.take_lines(), lines);
    assert_eq!(writer.ledger().balance().delivered, 10_000);
    writer.append(b"after\n", false);
    drop(writer);
    while sink.text() != "after\n" {
        std::thread::yield_now();
    }
}

#[test]
fn a_full_buffer_drops_keeps_its_last_quarter_for_errors_and_says_so() {
    let gated = Gated::new(LogWriter::builder().capacity(40));
    gated.writer.append(b"first 10!\n", false);
    gated.asked.recv().unwrap();
    for line in [b"second 10\n", b"third 10!\n", b"too many!\n"] {
        gated.writer.append(line, false);
    }
    gated.writer.append(b"an error!\n", true);
    gated.writer.append(b"error two\n", true);
    gated.writer.append(&[b'x'; 31], false);
    gated.writer.append(&[b'x'; 41], true);
    assert_eq!((gated.dropped(DropReason::QueueFull), gated.dropped(DropReason::Limit)), (2, 2));
    let lines = gated.end();
    assert_eq!(lines[0], "first 10!");
    let (mut said, kept): (Vec<_>, Vec<_>) = lines[1..].iter().partition(|line| line.contains("reason"));
    said.sort();
    assert_eq!(kept, ["second 10", "third 10!", "an error!"]);
    assert_eq!(said, [r#"2,"reason":"limit"}"#, r#"2,"reason":"queue_full"}"#]);
}

#[test]
fn who_is_told_to_wait_waits_for_room_and_no_longer_than_told() {
    let wait = |time| LogWriter::builder().capacity(40).when_behind(WhenBehind::Wait(time));
    let gated = Gated::new(wait(NO_TIME));
    for _ in 0..4 {
        gated.writer.append(b"10 bytes!\n", false);
    }
    assert_eq!(gated.dropped(DropReason::QueueFull), 1);
    assert_eq!(gated.end().len(), 4);

    let mut gated = Gated::new(wait(ENOUGH));
    std::thread::scope(|scope| {
        let writer = &gated.writer;
        let waiting = scope.spawn(move || (0..40).for_each(|_| writer.append(b"10 bytes!\n", false)));
        gated.asked.recv().unwrap();
        gated.allow = None;
        waiting.join().unwrap();
    });
    assert_eq!(gated.end().len(), 40);
}

#[test]
fn a_broken_sink_is_counted_and_what_follows_begins_on_a_new_line() {
    let gated = Gated::new(LogWriter::builder());
    gated.writer.append(b"whole\n", false);
    gated.asked.recv().unwrap();
    gated.writer.append(b"second\n", false);
    gated.writer.append(b"third\n", false);
    gated.answer(Ok(100));
    // Both lines of the next chunk, of which the second breaks off.
    gated.answer(Ok(9));
    gated.answer(Err(ErrorKind::BrokenPipe.into()));
    for _ in 0..3 {
        gated.asked.recv().unwrap();
    }
    while gated.dropped(DropReason::ExporterError) == 0 {
        std::thread::yield_now();
    }
    gated.writer.append(b"later\n", false);
    assert_eq!(gated.writer.ledger().balance().delivered, 2);
    assert_eq!(gated.end(), ["whole", "second", "th", r#"1,"reason":"exporter_error"}"#, "later"]);
}

#[test]
fn interruptions_and_panics_of_the_sink_lose_at_most_its_chunk() {
    struct Moody(Vec<fn() -> io::Result<usize>>, MemorySink);
    impl Write for Moody {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.pop().map_or_else(|| self.1.write(bytes), |answer| answer())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let sink = MemorySink::default();
    let answers: Vec<fn() -> io::Result<usize>> =
        vec![|| panic!("a sink that panics"), || Err(ErrorKind::WouldBlock.into()), || {
            Err(ErrorKind::Interrupted.into())
        }];
    let writer = LogWriter::builder().start(Moody(answers, sink.clone())).unwrap();
    writer.append(b"lost\n", false);
    writer.flush(ENOUGH).unwrap();
    writer.append(b"kept\n", false);
    writer.shutdown(ENOUGH).unwrap();
    let balance = writer.ledger().balance();
    assert_eq!((balance.delivered, balance.dropped_by(DropReason::ExporterError)), (1, 1));
    assert_eq!(sink.take_lines().len(), 2);
}

#[test]
fn deadlines_hold_when_the_sink_hangs() {
    let mut gated = Gated::new(LogWriter::builder());
    gated.writer.append(b"under way\n", false);
    gated.asked.recv().unwrap();
    gated.writer.append(b"waiting\n", false);
    assert!(matches!(gated.writer.flush(NO_TIME), Err(WriterError::Deadline(_))));
    assert!(matches!(gated.writer.shutdown(NO_TIME), Err(WriterError::Deadline(_))));
    gated.writer.append(b"too late\n", false);
    let balance = gated.writer.ledger().balance();
    assert_eq!((balance.attempted, balance.dropped_by(DropReason::Shutdown), balance.pending()), (3, 3, 0));
    gated.open();
    while gated.writer.shutdown(ENOUGH).is_ok() {}
    assert!(matches!(gated.writer.flush(NO_TIME), Err(WriterError::Gone)));
    assert_eq!(gated.writer.ledger().balance(), balance);
}

#[test]
fn drops_are_said_without_any_further_line() {
    let sink = MemorySink::default();
    let writer = LogWriter::builder().start(sink.clone()).unwrap();
    for _ in 0..2 {
        // The second one finds the thread asleep, after it has spoken.
        writer.refuse(DropReason::Sampled);
        while sink.take_lines().is_empty() {
            std::thread::yield_now();
        }
    }
}

#[test]
fn the_books_equal_what_arrived_whatever_many_threads_do() {
    let sink = MemorySink::default();
    let writer = LogWriter::builder().capacity(1_000).start(sink.clone()).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let writer = &writer;
            scope.spawn(move || {
                for number in 0..5_000 {
                    writer.append(format!("thread {thread} number {number}\n").as_bytes(), number % 10 == 0);
                }
            });
        }
        for _ in 0..20 {
            writer.flush(ENOUGH).unwrap();
        }
    });
    writer.shutdown(ENOUGH).unwrap();
    let (said, arrived): (Vec<_>, Vec<_>) =
        sink.take_lines().into_iter().partition(|line| line.contains("dropped"));
    let balance = writer.ledger().balance();
    assert_eq!((balance.attempted, balance.pending()), (20_000, 0));
    assert_eq!(balance.delivered, arrived.len() as u64);
    let said = said.iter().map(|line| shortened(line).split(',').next().unwrap().parse::<u64>().unwrap());
    assert_eq!(said.sum::<u64>(), balance.total_dropped());
    assert!(arrived.iter().all(|line| line.starts_with("thread ")), "{arrived:?}");
}
