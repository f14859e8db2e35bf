/**
 * One at a time, and once more after that if it was asked for meanwhile: so whoever asks gets an answer that is not
 * older than the question, and answers can't overtake each other.
 */
export function repeated(work: () => Promise<void>, onError: (error: unknown) => void): () => void {
  let working = false;
  let again = false;
  const round = async () => {
    working = true;
    while (again) {
      again = false;
      await work().catch(onError);
    }
    working = false;
  };
  return () => {
    again = true;
    if (!working) void round();
  };
}
