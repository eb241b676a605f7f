//! Pushing labels apart that would meet.

/// A label that wants to be centred at `wanted` and takes `height`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wish {
    pub(super) wanted: f64,
    pub(super) height: f64,
}

/// Centres for all labels: in the order of their wishes (ties in the order given), `gap` apart, within `top` and
/// `bottom` if they fit at all, and with the least sum of squared moves.
///
/// Labels that meet are pooled and the pool is centred on the mean of its wishes (the pool-adjacent-violators
/// algorithm on wishes reduced by what stands above them).
pub(super) fn spread(wishes: &[Wish], gap: f64, top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wishes.len()).collect();
    order.sort_by(|&a, &b| wishes[a].wanted.total_cmp(&wishes[b].wanted));
    let offsets = stacked(&order, wishes, gap);
    let total = order
        .last()
        .map_or(0.0, |&last| offsets[last] + wishes[last].height / 2.0);

    // Each pool: sum of reduced wishes, and its members' number.
    let mut pools: Vec<(f64, f64)> = Vec::new();
    for &index in &order {
        pools.push((wishes[index].wanted - offsets[index], 1.0));
        while let [.., (above, above_size), (below, below_size)] = pools[..] {
            if above / above_size <= below / below_size {
                break;
            }
            pools.truncate(pools.len() - 2);
            pools.push((above + below, above_size + below_size));
        }
    }
    let highest = (bottom - total).max(top);
    let starts = pools.iter().flat_map(|&(sum, size)| {
        let start = (sum / size).clamp(top, highest);
        std::iter::repeat_n(start, size as usize)
    });
    let mut centres = vec![0.0; wishes.len()];
    for (&index, start) in order.iter().zip(starts) {
        centres[index] = start + offsets[index];
    }
    centres
}

/// Centre of each label in a stack without free space that begins at zero.
fn stacked(order: &[usize], wishes: &[Wish], gap: f64) -> Vec<f64> {
    let mut offsets = vec![0.0; wishes.len()];
    let mut end = 0.0;
    for &index in order {
        offsets[index] = end + wishes[index].height / 2.0;
        end += wishes[index].height + gap;
    }
    offsets
}
