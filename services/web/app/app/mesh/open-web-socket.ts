import { type RealtimeSocket, type RealtimeSocketHandlers } from './realtime-subscription';

/** A WebSocket of the browser. */
export function openWebSocket(url: string, protocols: string[], handlers: RealtimeSocketHandlers): RealtimeSocket {
  const socket = new WebSocket(url, protocols);
  socket.addEventListener('open', handlers.onOpen);
  socket.addEventListener('message', ({ data }) => handlers.onMessage(data));
  // A failure is followed by a close.
  socket.addEventListener('close', handlers.onClose);
  return socket;
}
