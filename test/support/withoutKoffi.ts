/** For the environment of a Node: there the package for native calls can't be loaded, as where npm left it out. */
const hook = `
  import { registerHooks } from 'node:module';
  registerHooks({ resolve(name, context, next) {
    if (name === 'koffi') throw new Error("Cannot find package 'koffi'");
    return next(name, context);
  } });`;

export const withoutKoffi = {
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hook)}`,
};
