/** `2026-05-01 09:30:00 UTC` of an ISO 8601 time in UTC: the same on the server and in every browser. */
export function formatTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}
