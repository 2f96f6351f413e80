/** What a browser needs to talk to Mesh, or why it cannot. */
export type MeshSettings =
  | { readonly state: 'available'; readonly endpoint: string; readonly realtimeUrl: string; readonly apiKey: string }
  | { readonly state: 'not deployed' | 'unknown' };
