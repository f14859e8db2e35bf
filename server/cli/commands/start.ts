import type { Command } from 'commander';

/** `start`: the server, as `npm start` starts it. */
export function addStart(program: Command): void {
  program
    .command('start')
    .description('start the server here (the same as: npm start)')
    .action(async () => {
      // A program, not a module: it runs when it is loaded. In this process, so that signals reach it directly.
      const server = new URL('../../main.ts', import.meta.url);
      await import(server.href);
    });
}
