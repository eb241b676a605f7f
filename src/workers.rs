//! Several workers, one a processor, take things in turn.

use std::sync::Mutex;

/// Makes the thread that asks one of the workers: who hands out work then does some of it at once, and need not wait for another
/// to wake up for what is soon done. A small extract is worked on in a few dozen such steps.
///
/// # Panics If the system starts no thread, or there are workers already.
pub fn take_part() {
    let workers = rayon::ThreadPoolBuilder::new().use_current_thread();
    workers.build_global().expect("workers can be started");
}

/// Gives each thing to one of the workers, whichever is free; what each worker ended as comes back. Which worker had which
/// thing is another matter each time: nothing may depend on it.
pub fn share_out<I, W>(
    things: I,
    worker: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, I::Item) + Sync,
) -> Vec<W>
where
    I: Iterator + Send,
    W: Send,
{
    let things = Mutex::new(things);
    let next = || things.lock().expect("taking a thing does not panic").next();
    rayon::broadcast(|_| {
        let mut worker = worker();
        while let Some(thing) = next() {
            work(&mut worker, thing);
        }
        worker
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_given_to_one_worker() {
        let sums = share_out(1..=1000u64, || 0, |sum, n| *sum += n);
        assert_eq!(sums.iter().sum::<u64>(), 500_500);
    }
}
