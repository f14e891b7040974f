/** A viewer that costs next to nothing: the library's protocol by hand over a bare WebSocket, each message counted and not read. */
import WebSocket from 'ws';

export type RawViewer = { messages: () => number; bytes: () => number; close: () => void };

/** Resolves when it has its first answer. Packets: 0 open, 2 ping, 3 pong, 40 connect, 42 event, 43 acknowledgement. */
export const watchRaw = (http: string, cookie: string): Promise<RawViewer> =>
  new Promise((resolve, reject) => {
    const address = `${http.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`;
    const socket = new WebSocket(address, { headers: { cookie }, perMessageDeflate: false });
    let messages = 0;
    let bytes = 0;
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed before it was answered')));
    socket.on('message', (data: Buffer) => {
      bytes += data.length;
      switch (String.fromCharCode(data[0] ?? 0, data[1] ?? 0)) {
        case '0{':
          socket.send('40');
          break;
        case '40':
          socket.send('420["watch",{"scopes":["wall"]}]');
          break;
        case '43':
          resolve({ messages: () => messages, bytes: () => bytes, close: () => socket.terminate() });
          break;
        case '42':
          messages += 1;
          break;
        default:
          if (data[0] === 0x32) socket.send('3');
      }
    });
  });
