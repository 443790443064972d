package dev.countersign.server.host;

import dev.countersign.core.json.StrictJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/** One JSON object a line, each way. */
final class Wire {
    private static final int LONGEST = 4 * 1024 * 1024;

    private Wire() {}

    static void write(SocketChannel channel, ObjectNode message) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((message + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    static ObjectNode read(SocketChannel channel) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        while (channel.read(buffer) >= 0) {
            buffer.flip();
            while (buffer.hasRemaining()) {
                byte next = buffer.get();
                if (next == '\n') {
                    return object(line.toByteArray());
                }
                line.write(next);
            }
            buffer.clear();
            if (line.size() > LONGEST) {
                break;
            }
        }
        throw new IOException("the other side ended before its message did");
    }

    private static ObjectNode object(byte[] line) throws IOException {
        if (StrictJson.parse(line, LONGEST) instanceof ObjectNode object) {
            return object;
        }
        throw new IOException("a JSON object was expected");
    }
}
