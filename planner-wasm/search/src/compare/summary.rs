//! Curves of several contenders on the same problems in numbers.

use super::block::read;
use super::statistics::{Estimate, Paired, Reach, estimate, evaluations_alone, paired, reach};
use crate::error::SearchError;
use serde::{Deserialize, Serialize};

const MAX_RESAMPLES: u32 = 100_000;

/// What is to be summed up, as JSON.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SummaryOrder {
    /// Where the curves were looked at, ascending.
    pub checkpoints: Vec<u32>,
    /// Number of contenders.
    pub contenders: usize,
    /// Number of problems.
    pub problems: usize,
    /// Searches of each problem; they are averaged before anything else.
    pub repetitions: usize,
    /// Which contender the others are paired with.
    pub baseline: usize,
    /// Resamples of the bootstrap.
    pub resamples: u32,
    /// Its seed.
    pub seed: u64,
}

/// How one contender did.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ContenderSummary {
    /// Loss (such as regret) at each checkpoint.
    pub loss: Vec<Estimate>,
    /// The same for the mean over prefixes.
    pub anytime: Vec<Estimate>,
    /// Against the baseline at each checkpoint.
    pub against: Vec<Paired>,
    /// Evaluations to reach the target.
    pub reach: Reach,
    /// The same for all calls, each at its price in evaluations.
    pub reach_all: Reach,
}

/// What came of all.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// The loss to be reached.
    pub target: Estimate,
    /// In the order of the curves.
    pub contenders: Vec<ContenderSummary>,
}

impl SummaryOrder {
    /// Reads an order from JSON text.
    pub fn from_json(json: &str) -> Result<Self, SearchError> {
        let order: Self = read("summary", json)?;
        let sound = order.baseline < order.contenders
            && !order.checkpoints.is_empty()
            && (1..=MAX_RESAMPLES).contains(&order.resamples)
            && order.repetitions > 0
            && order.problems > 0;
        if sound {
            Ok(order)
        } else {
            Err(SearchError::field("summary", "its numbers do not fit together"))
        }
    }

    /// Sums up. `loss`, `anytime` and `spent` (calls, in evaluations) hold contender by contender, problem by problem, repetition
    /// by repetition the values at each checkpoint. `target` has the loss to be reached for each problem; empty: the baseline's at its last checkpoint.
    pub fn of(
        &self,
        loss: &[f64],
        anytime: &[f64],
        spent: &[f64],
        target: &[f64],
    ) -> Result<Summary, SearchError> {
        let wanted = self.contenders * self.problems * self.repetitions * self.checkpoints.len();
        let whole = [loss, anytime, spent].iter().all(|values| values.len() == wanted);
        if !whole || ![0, self.problems].contains(&target.len()) {
            return Err(SearchError::field(
                "curves",
                format!("must have {wanted} values each"),
            ));
        }
        let (loss, anytime, spent) = (self.columns(loss), self.columns(anytime), self.columns(spent));
        let alone = evaluations_alone(&self.checkpoints, self.problems);
        let target = if target.is_empty() {
            loss[self.baseline].last().cloned().unwrap_or_default()
        } else {
            target.to_vec()
        };
        let contenders = loss
            .iter()
            .zip(&anytime)
            .zip(&spent)
            .map(|((columns, anytime), spent)| ContenderSummary {
                loss: columns.iter().map(|column| estimate(column)).collect(),
                anytime: anytime.iter().map(|column| estimate(column)).collect(),
                against: columns
                    .iter()
                    .zip(&loss[self.baseline])
                    .map(|(mine, theirs)| paired(mine, theirs))
                    .collect(),
                reach: reach(&alone, columns, &target, self.resamples, self.seed),
                reach_all: reach(spent, columns, &target, self.resamples, self.seed),
            });
        Ok(Summary {
            contenders: contenders.collect(),
            target: estimate(&target),
        })
    }

    /// For each contender and checkpoint the problems' values, repetitions averaged.
    fn columns(&self, values: &[f64]) -> Vec<Vec<Vec<f64>>> {
        let width = self.checkpoints.len();
        let per_problem = self.repetitions * width;
        values
            .chunks_exact(self.problems * per_problem)
            .map(|contender| {
                (0..width)
                    .map(|at| {
                        contender
                            .chunks_exact(per_problem)
                            .map(|problem| {
                                problem.iter().skip(at).step_by(width).sum::<f64>() / self.repetitions as f64
                            })
                            .collect()
                    })
                    .collect()
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(contenders: usize, problems: usize, repetitions: usize) -> SummaryOrder {
        SummaryOrder {
            checkpoints: vec![10, 20],
            contenders,
            problems,
            repetitions,
            baseline: 0,
            resamples: 200,
            seed: 1,
        }
    }

    #[test]
    fn repetitions_are_averaged_and_contenders_paired() {
        // Two contenders, two problems, two repetitions, two checkpoints.
        let loss = [
            1.0, 0.5, 3.0, 1.5, 2.0, 1.0, 2.0, 1.0, // baseline: problems have 2, 2 and then 1, 1
            1.0, 0.0, 1.0, 0.0, 2.0, 2.0, 2.0, 2.0, // other: 1, 2 and then 0, 2
        ];
        let spent: Vec<f64> = (0..16).map(|i| if i % 2 == 0 { 25.0 } else { 35.0 }).collect();
        let summary = order(2, 2, 2).of(&loss, &loss, &spent, &[]).unwrap();
        assert_eq!(summary.target.mean, 1.0);
        let [base, other] = &summary.contenders[..] else {
            panic!("two contenders")
        };
        assert_eq!(base.loss[0].mean, 2.0);
        assert_eq!(base.loss[0].half_width, 0.0);
        assert_eq!(base.against[1].win_rate, 0.5);
        assert_eq!(other.loss[1].mean, 1.0);
        assert_eq!(other.against[0].difference.mean, -0.5);
        assert_eq!(other.against[0].win_rate, 0.75);
        assert_eq!(base.reach.calls, Some(20.0));
        assert_eq!(other.reach.calls, Some(20.0));
        assert_eq!(other.reach_all.calls, Some(35.0));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert!(order(2, 2, 2).of(&[1.0], &[1.0], &[1.0], &[]).is_err());
        let two = [1.0, 2.0];
        assert!(order(1, 1, 1).of(&two, &two, &two, &two).is_err());
        assert!(order(1, 1, 1).of(&two, &two, &[1.0], &[]).is_err());
        assert!(SummaryOrder::from_json(r#"{"checkpoints":[1],"contenders":1,"problems":1,"repetitions":1,"baseline":1,"resamples":9,"seed":1}"#).is_err());
    }
}
