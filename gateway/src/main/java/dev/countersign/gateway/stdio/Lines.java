package dev.countersign.gateway.stdio;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Splits a stream into lines of bounded length. Blank lines are left out. */
public final class Lines {
    private final InputStream in;
    private final int max;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(1024);

    /**
     * @param max bytes of a line
     */
    public Lines(InputStream in, int max) {
        this.in = in;
        this.max = max;
    }

    /**
     * The next line without its end, or null at the end of the stream.
     *
     * @throws IOException when a line is too long, or reading fails
     */
    public byte @Nullable [] next() throws IOException {
        line.reset();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                if (line.size() > 0) {
                    return line.toByteArray();
                }
            } else if (b != '\r') {
                if (line.size() >= max) {
                    throw new IOException("A line is longer than " + max + " bytes");
                }
                line.write(b);
            }
        }
        return null;
    }
}
