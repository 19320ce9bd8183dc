/** Socket.IO over WebSocket alone. All namespaces of a page share one connection. */
import { io } from "../../vendor/socket.io.esm.min.js";
import { address } from "./address.js";

export const socketTo = (namespace) =>
  io(namespace, {
    path: address("/socket.io"),
    transports: ["websocket"],
    autoConnect: false,
    reconnectionDelay: 300,
    reconnectionDelayMax: 3000,
    timeout: 8000,
  });
