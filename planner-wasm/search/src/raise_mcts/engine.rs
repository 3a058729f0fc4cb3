//! One rollout after another over one tree: selection, expansion and the walk to full depth, then backpropagation.
//! Knows nothing of questions: the ask/tell planner and the free-running benches drive the same code.

use super::backup::{self, Flow};
use super::expand;
use super::extract;
use super::parameters::{Parameters, RolloutPrior, ScoreScale};
use super::prior::{PriorTable, Standing};
use super::rollout::Rollout;
use super::select::Selection;
use super::tree::{Edge, NONE, Tree};
use crate::path::PathEstimate;
use crate::problem::Problem;
use crate::random::Random;
use crate::subset::Subset;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A path on its way down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Descent {
    /// The edges of the tree it took; rewards go back along them.
    pub edges: Vec<Edge>,
    /// The attributes known where it stands; the subset to evaluate once it is complete.
    pub state: Subset,
    depth: usize,
    node: u32,
    parent: u32,
    rolling: bool,
    /// Where the prior lies that the walk goes by; [`NONE`]: that of `node`.
    basis: u32,
}

/// What holds a descent up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Halt {
    /// Complete: its state wants a reward.
    Complete,
    /// The ranking of this state is missing.
    Rank(Subset),
}

/// The search without its questions.
#[derive(Debug, Clone)]
pub struct Engine {
    parameters: Parameters,
    selection: Selection,
    rollout: Rollout,
    root: Subset,
    askable: Subset,
    length: usize,
    tree: Tree,
    /// The tree grows to so many nodes. From then on rollouts begin where it ends.
    most_nodes: usize,
    priors: PriorTable,
    /// So many states are ranked. From then on others go by the ranking of the state above.
    most_ranked: usize,
    random: Random,
}

/// What an engine remembers between calls.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    tree: Tree,
    priors: PriorTable,
    random: Random,
}

impl Engine {
    /// An engine with a root and nothing else.
    pub fn new(problem: &Problem, parameters: Parameters) -> Self {
        let tree = Tree::new(problem.attributes);
        let priors = PriorTable::new(problem.attributes, problem.askable());
        let mut engine = Self {
            selection: Selection::new(&parameters),
            rollout: Rollout::new(&parameters, problem.path_length()),
            root: problem.known,
            askable: problem.askable(),
            length: problem.path_length(),
            most_nodes: tree.most_nodes(),
            tree,
            most_ranked: priors.most_ranked(),
            priors,
            random: Random::new(problem.seed),
            parameters,
        };
        engine.tree.add(engine.root, engine.askable);
        engine
    }

    /// Starts over for a problem of the same shape with another seed; keeps the memory.
    pub fn reset(&mut self, seed: u64) {
        self.tree.clear();
        self.priors.clear();
        self.random = Random::new(seed);
        self.tree.add(self.root, self.askable);
    }

    /// What must be saved.
    pub fn memory(&self) -> Memory {
        Memory {
            tree: self.tree.clone(),
            priors: self.priors.clone(),
            random: self.random.clone(),
        }
    }

    /// An engine that goes on from a memory.
    pub fn resume(problem: &Problem, parameters: Parameters, memory: Memory) -> Self {
        Self {
            tree: memory.tree,
            priors: memory.priors,
            random: memory.random,
            ..Self::new(problem, parameters)
        }
    }

    /// The most evaluations that may be under way; 0: any number.
    pub fn at_once(&self) -> u64 {
        self.parameters.at_once
    }

    /// A descent that stands at the root.
    pub fn start(&self) -> Descent {
        Descent {
            edges: Vec::new(),
            state: self.root,
            depth: 0,
            node: 0,
            parent: NONE,
            rolling: false,
            basis: NONE,
        }
    }

    /// Puts a used descent back to the root and keeps its memory.
    fn restart(&self, descent: &mut Descent) {
        descent.edges.clear();
        descent.state = self.root;
        descent.depth = 0;
        descent.node = 0;
        descent.parent = NONE;
        descent.rolling = false;
        descent.basis = NONE;
    }

    /// Takes a descent as far down as is known.
    #[inline(always)]
    pub fn advance(&mut self, descent: &mut Descent) -> Halt {
        while descent.depth < self.length && !descent.rolling {
            let own = descent.depth as u64 <= self.parameters.rank_depth && self.may_rank();
            let Self {
                tree,
                priors,
                selection,
                ..
            } = self;
            if tree.heads[descent.node as usize].prior == NONE
                && !expand::settle(tree, priors, selection, descent.node, descent.parent, own)
            {
                return Halt::Rank(descent.state);
            }
            let head = &mut self.tree.heads[descent.node as usize];
            if descent.node != 0 && !head.rolled {
                head.rolled = true;
                descent.rolling = true;
                break;
            }
            if head.choice == NONE {
                self.selection.choose(&mut self.tree, &self.priors, descent.node);
            }
            self.dive(descent);
        }
        if descent.depth == self.length {
            Halt::Complete
        } else if self.tree.is_narrow() {
            self.walk::<true>(descent)
        } else {
            self.walk::<false>(descent)
        }
    }

    #[inline(always)]
    fn may_rank(&self) -> bool {
        self.priors.ranked() < self.most_ranked
    }

    /// Follows the choices of the nodes as far as they are known, at least by one.
    #[inline]
    fn dive(&mut self, descent: &mut Descent) {
        let (mut node, mut state, mut depth) = (descent.node, descent.state, descent.depth);
        loop {
            let head = &self.tree.heads[node as usize];
            let (attribute, next) = (head.choice, head.next);
            if attribute == NONE || (node != 0 && !head.rolled) {
                break;
            }
            let edge = Edge { node, attribute };
            descent.edges.push(edge);
            state |= 1 << attribute;
            depth += 1;
            if depth == self.length {
                break;
            }
            descent.parent = node;
            if next == NONE && self.tree.heads.len() >= self.most_nodes {
                descent.rolling = true;
                break;
            }
            if next == NONE {
                node = self.tree.grow(edge, self.askable);
                break;
            }
            node = next;
        }
        (descent.node, descent.state, descent.depth) = (node, state, depth);
    }

    /// The rollout below the tree.
    #[inline(always)]
    fn walk<const NARROW: bool>(&mut self, descent: &mut Descent) -> Halt {
        if descent.basis == NONE {
            descent.basis = self.tree.heads[descent.node as usize].prior;
        }
        while descent.depth < self.length {
            let ranked = self.parameters.rollout_prior == RolloutPrior::Ranked
                && descent.depth as u64 <= self.parameters.rank_depth
                && self.may_rank();
            if ranked {
                match self.priors.standing(descent.state) {
                    Standing::Unknown => return Halt::Rank(descent.state),
                    Standing::Inherited => {}
                    Standing::Known(start) => descent.basis = start,
                }
            }
            let open = self.askable & !descent.state;
            let prior = self.priors.at::<NARROW>(descent.basis);
            let attribute = self.rollout.step(prior, open, descent.depth, &mut self.random);
            descent.state |= 1 << attribute;
            descent.depth += 1;
        }
        Halt::Complete
    }

    /// Lets another descent have the first rollout of a node that a given-up descent had claimed.
    pub fn give_up(&mut self, descent: &Descent) {
        // In a tree that is full it has none: it stands at the node above.
        let claimed = descent.edges.last().map(|edge| self.tree.child(*edge));
        if descent.rolling && claimed == Some(descent.node) {
            self.tree.heads[descent.node as usize].rolled = false;
        }
    }

    /// Takes the weights told for a state.
    pub fn learn_weights(&mut self, state: Subset, weights: &[f64]) {
        self.priors.put_weights(state, weights, &self.parameters);
    }

    /// Notes that a state could not be ranked.
    pub fn learn_nothing(&mut self, state: Subset) {
        self.priors.put_inherited(state);
    }

    /// Backpropagates a reward in 1..5.
    #[inline]
    pub fn learn_reward(&mut self, edges: &[Edge], reward: f64) {
        let scaled = match self.parameters.score_scale {
            ScoreScale::Unit => (reward - 1.0) * 0.25,
            ScoreScale::Raw => reward,
        };
        let flow = Flow {
            visits: 1.0,
            total: scaled as f32,
            told: 1.0,
        };
        backup::add(&mut self.tree, &self.priors, &self.selection, edges, flow);
    }

    /// Lends (or with -1 takes back) the virtual loss of a descent under way.
    pub fn lend(&mut self, edges: &[Edge], sign: f32) {
        let flow = self.loan(sign);
        backup::add(&mut self.tree, &self.priors, &self.selection, edges, flow);
    }

    fn loan(&self, sign: f32) -> Flow {
        let visits = sign * self.parameters.virtual_loss as f32;
        let worst = match self.parameters.score_scale {
            ScoreScale::Unit => 0.0,
            ScoreScale::Raw => 1.0,
        };
        Flow {
            visits,
            total: visits * worst,
            told: 0.0,
        }
    }

    /// The best path by what has been learned: losses that are lent along descents under way would drag the means of what is being
    /// evaluated. Reads the tree where the path leads, so it takes no longer for a large one.
    pub fn path<'d>(&self, problem: &Problem, under_way: impl Iterator<Item = &'d Descent>) -> PathEstimate {
        let mut lent: BTreeMap<Edge, u32> = BTreeMap::new();
        for edge in under_way.flat_map(|descent| &descent.edges) {
            *lent.entry(*edge).or_default() += 1;
        }
        let Flow { visits, total, .. } = self.loan(1.0);
        let reading = |node: u32, attribute: usize| {
            let edge = Edge {
                node,
                attribute: attribute as u32,
            };
            match lent.get(&edge) {
                Some(times) => self.tree.reading_without(edge, (visits, total), *times),
                None => self.tree.reading(node, attribute),
            }
        };
        extract::path(&self.tree, &self.priors, &self.parameters, problem, reading)
    }

    /// Runs `count` rollouts with answers at no cost: `rank` gives the weights of a state, `reward` the reward of a
    /// subset. Allocates nothing per rollout once the arena has grown.
    pub fn run_free<'w>(
        &mut self,
        count: u32,
        descent: &mut Descent,
        rank: impl Fn(Subset) -> &'w [f64],
        reward: impl Fn(Subset, &mut Random) -> f64,
    ) {
        for _ in 0..count {
            self.restart(descent);
            while let Halt::Rank(state) = self.advance(descent) {
                self.priors.put_weights(state, rank(state), &self.parameters);
            }
            let value = reward(descent.state, &mut self.random);
            self.learn_reward(&descent.edges, value);
        }
    }
}

#[cfg(test)]
mod tests;
