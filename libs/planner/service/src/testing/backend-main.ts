// node backend-main.ts PORT: an honest planner backend that says where it listens, until it is ended.
import { startBackend } from '@rookery/shared-planner-backend/testing';

const { address } = await startBackend({ port: Number(process.argv[2] ?? 0) });
process.stdout.write(`${address}\n`);
