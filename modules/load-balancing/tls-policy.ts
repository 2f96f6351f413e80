/** The policy of every TLS listener: TLS 1.3 and 1.2, keys that protect past sessions only. */
export const tlsPolicy = 'ELBSecurityPolicy-TLS13-1-2-2021-06';
