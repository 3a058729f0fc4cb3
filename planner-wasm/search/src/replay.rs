//! A planner as what happened to it: its state follows from that exactly, and it is a thousand times smaller.

use crate::error::SearchError;
use crate::planner::{Desk, Planner};
use crate::question::{Finding, QuestionId};
use serde::{Deserialize, Serialize};

/// One call of the planner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Event {
    Asked {
        room: usize,
        evaluations_left: u32,
        next_id: QuestionId,
    },
    Told(QuestionId, Finding),
}

/// All calls of a planner, in order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    events: Vec<Event>,
}

impl Record {
    /// Notes that the planner was asked with this desk, which nothing was handed in to yet.
    pub fn asked(&mut self, desk: &Desk) {
        self.events.push(Event::Asked {
            room: desk.room(),
            evaluations_left: desk.evaluations_left(),
            next_id: desk.next_id(),
        });
    }

    /// Notes that the planner was told something.
    pub fn told(&mut self, id: QuestionId, finding: &Finding) {
        self.events.push(Event::Told(id, finding.clone()));
    }

    /// Makes all calls again to a planner that is as it was before the first.
    pub fn replay(self, planner: &mut impl Planner) -> Result<(), SearchError> {
        for event in self.events {
            match event {
                Event::Asked {
                    room,
                    evaluations_left,
                    next_id,
                } => planner.ask(&mut Desk::new(room, evaluations_left, next_id)),
                Event::Told(id, finding) => planner.tell(id, &finding)?,
            }
        }
        Ok(())
    }
}
