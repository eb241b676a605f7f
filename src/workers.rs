//! Several workers, one a processor, take things in turn.

use std::sync::Mutex;

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
