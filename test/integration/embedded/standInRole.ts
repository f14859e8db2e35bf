/** Stands in for a role process: says that it works, and ends as the supervisor expects it. */
const role = process.env.SWITCHYARD_ROLES;
const behaviour = process.env[`STAND_IN_${role === 'worker' ? 'WORKER' : 'API'}`];

if (behaviour === 'crash') throw new Error(`${role} can't begin`);

process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => behaviour !== 'hang' && process.exit(0));
process.on('SIGUSR2', () => process.exit(0)); // A worker retires.
setInterval(() => {}, 60_000);

if (behaviour === 'fail') fail();
else if (behaviour === 'fail on SIGUSR1') process.once('SIGUSR1', fail);
else sayReady();
console.log(`${role} listens`);

function fail(): void {
  process.send?.({ type: 'failed', message: `${role} needs a person` }, () => process.exit(1));
}

function sayReady(): void {
  const url = 'http://127.0.0.1:7420';
  process.send?.({ type: 'ready', url, ...(role !== 'worker' && { adminToken: 'swy_made_now' }) });
}
