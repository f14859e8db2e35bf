/** What is wrong with what somebody typed, for the line below it; undefined when `take` takes it. */
export function typedProblem(take: () => unknown): string | undefined {
  try {
    take();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
