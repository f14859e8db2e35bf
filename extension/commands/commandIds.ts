/** Every command of the extension. package.json contributes the same; a test holds them together. */

export const commandIds = [
  'switchyard.signIn',
  'switchyard.signOut',
  'switchyard.submitTask',
  'switchyard.cancelTask',
  'switchyard.retryTask',
  'switchyard.followTask',
  'switchyard.openLog',
  'switchyard.openSelectedLog',
  'switchyard.loadEarlierLog',
  'switchyard.answerConfirmation',
  'switchyard.refresh',
  'switchyard.reconnect',
  'switchyard.showLog',
] as const;

export type CommandId = (typeof commandIds)[number];
