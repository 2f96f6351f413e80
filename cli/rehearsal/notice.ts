/** What a rehearsal shows and what it cannot, for people. */
export const rehearsalNotice = [
  'rehearsal: proves shape, references, planning and state with the real Terraform; nothing can reach AWS',
  'rehearsal: does not prove that AWS would accept every value',
] as const;
