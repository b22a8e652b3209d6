import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

// Loaded into a program with `--import`: at its end its peak memory, in kilobytes, goes to the file named here.
const file = process.env.PEAK_MEMORY_FILE;
if (file && isMainThread) process.on('exit', () => writeFileSync(file, `${process.resourceUsage().maxRSS}`));
