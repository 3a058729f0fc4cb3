import type { SchemaMigrations } from '@rookery/shared-database';
import { incompleteJobs, jobTable, jobWaits } from '@rookery/shared-jobs';
import { BENCHMARK_KEYS, contentKeyTable } from '@rookery/shared-sealing';
import { scenariosRunsResults } from './0001-scenarios-runs-results.ts';
import { reasonsInOneVocabulary } from './0002-reasons-in-one-vocabulary.ts';
import { runsAreJobs } from './0004-runs-are-jobs.ts';
import { dataSetsHaveOwners } from './0005-data-sets-have-owners.ts';
import { libraryBuilds } from './0006-library-builds.ts';
import { answersAsTheyAre } from './0008-answers-as-they-are.ts';
import { givenAnswers } from './0010-given-answers.ts';
import { attackSigns } from './0011-attack-signs.ts';
import { ratings } from './0012-ratings.ts';
import { verdictsAsGiven } from './0013-verdicts-as-given.ts';
import { derivedScenarios } from './0014-derived-scenarios.ts';
import { syntheses } from './0015-syntheses.ts';
import { experiments } from './0016-experiments.ts';
import { measuredData } from './0017-measured-data.ts';
import { namesOfEachOwner } from './0018-names-of-each-owner.ts';
import { erasures } from './0019-erasures.ts';
import { sealedContents } from './0021-sealed-contents.ts';

/** The schema that only the benchmark service reads and writes. */
export const BENCHMARK_SCHEMA = 'benchmark';

/**
 * Rows of answers and outcomes are only ever inserted. A sample is numbered by its natural key (scenario, model,
 * status, repetition; see @rookery/benchmark-samples), so the primary key (run, sample) admits each result once.
 */
export const BENCHMARK_MIGRATIONS: SchemaMigrations = {
  '0001_scenarios_runs_results': scenariosRunsResults,
  '0002_reasons_in_one_vocabulary': reasonsInOneVocabulary,
  '0003_jobs': jobTable,
  '0004_runs_are_jobs': runsAreJobs,
  '0005_data_sets_have_owners': dataSetsHaveOwners,
  '0006_library_builds': libraryBuilds,
  '0007_incomplete_jobs': incompleteJobs,
  '0008_answers_as_they_are': answersAsTheyAre,
  '0009_job_waits': jobWaits,
  '0010_given_answers': givenAnswers,
  '0011_attack_signs': attackSigns,
  '0012_ratings': ratings,
  '0013_verdicts_as_given': verdictsAsGiven,
  '0014_derived_scenarios': derivedScenarios,
  '0015_syntheses': syntheses,
  '0016_experiments': experiments,
  '0017_measured_data': measuredData,
  '0018_names_of_each_owner': namesOfEachOwner,
  '0019_erasures': erasures,
  '0020_content_keys': contentKeyTable(BENCHMARK_KEYS),
  '0021_sealed_contents': sealedContents,
};
