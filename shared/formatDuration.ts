/** As people say it: `12 s`, `4 min`, `3 h 5 min`, `2 d 7 h`; below 10 s with a tenth where `exact`. */
export function formatDuration(seconds: number, exact = false): string {
  if (exact && seconds < 10) return `${seconds.toFixed(1)} s`;
  const s = Math.max(0, Math.floor(seconds));
  if (s < 60) return `${s} s`;
  const min = Math.floor(s / 60);
  if (min < 60) return exact && s % 60 > 0 ? `${min} min ${s % 60} s` : `${min} min`;
  const h = Math.floor(min / 60);
  if (h < 24) return min % 60 > 0 ? `${h} h ${min % 60} min` : `${h} h`;
  return h % 24 > 0 ? `${Math.floor(h / 24)} d ${h % 24} h` : `${Math.floor(h / 24)} d`;
}
