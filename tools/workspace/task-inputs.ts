// Prints what Nx hashes for every test task, as JSON: {task: {files, environment, runtime}}. For inputs.spec.ts; a process of its
// own, because Nx takes the folder that it is started in for the workspace, once.
import { createRequire } from 'node:module';

/** The part of Nx that `nx show target` is made of, for all tasks in one go. */
interface NxInside {
  readonly createProjectGraphAsync: () => Promise<{ readonly nodes: Readonly<Record<string, unknown>> }>;
  readonly createTaskGraph: (...words: unknown[]) => { readonly tasks: Readonly<Record<string, unknown>> };
  readonly HashPlanInspector: new (graph: unknown) => {
    init(): Promise<void>;
    readonly planner: { getPlansReference(tasks: readonly string[], graph: unknown): unknown };
    readonly inspector: { inspectInputs(plans: unknown): unknown };
  };
}

const nx = (module: string): NxInside => createRequire(import.meta.url)(`nx/src/${module}`) as NxInside;

process.env['NX_DAEMON'] = 'false';
const projects = await nx('devkit-exports').createProjectGraphAsync();
const targets = ['test:unit', 'test:int'];
const { createTaskGraph } = nx('tasks-runner/create-task-graph');
const tasks = createTaskGraph(projects, {}, Object.keys(projects.nodes), targets, undefined, {});
const inspecting = new (nx('hasher/hash-plan-inspector').HashPlanInspector)(projects);
await inspecting.init();
const plans = inspecting.planner.getPlansReference(Object.keys(tasks.tasks), tasks);
process.stdout.write(JSON.stringify(inspecting.inspector.inspectInputs(plans)), () => process.exit());
