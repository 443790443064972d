package dev.countersign.gateway.stdio;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what a server writes to its standard error into our log: at most {@value #LINES_A_MINUTE} lines a minute of
 * {@value #MAX_CHARS} characters, control characters and the server's configured values taken out.
 */
final class StderrLog {
    static final int LINES_A_MINUTE = 60;
    static final int MAX_CHARS = 500;

    private static final Logger LOG = LoggerFactory.getLogger(StderrLog.class);
    private static final int MAX_LINE = 64 * 1024;
    private static final int SHORTEST_SECRET = 6;

    private final String name;
    private final List<String> secrets;
    private long minute = -1;
    private int lines;

    StderrLog(String name, Collection<String> values) {
        this.name = name;
        this.secrets =
                values.stream().filter(v -> v.length() >= SHORTEST_SECRET).toList();
    }

    void drain(InputStream stderr) {
        try (InputStream in = new BufferedInputStream(stderr)) {
            byte[] buffer = new byte[8192];
            StringBuilder line = new StringBuilder();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                for (int i = 0; i < n; i++) {
                    if (buffer[i] == '\n') {
                        log(line);
                    } else if (line.length() < MAX_LINE) {
                        line.append((char) (buffer[i] & 0xff));
                    }
                }
            }
            log(line);
        } catch (IOException e) {
            LOG.debug("{}: its standard error is closed", name, e);
        }
    }

    private void log(StringBuilder line) {
        if (!line.isEmpty() && mayLog(System.nanoTime())) {
            LOG.info("{}: {}", name, clean(line.toString()));
        }
        line.setLength(0);
    }

    private boolean mayLog(long now) {
        long current = now / 60_000_000_000L;
        if (current != minute) {
            minute = current;
            lines = 0;
        }
        return ++lines <= LINES_A_MINUTE;
    }

    /** Bytes were read as Latin-1 to keep the loop simple; here they become text. */
    String clean(String latin1) {
        String text = new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        for (String secret : secrets) {
            text = text.replace(secret, "[redacted]");
        }
        text = text.replaceAll("\\p{Cntrl}", " ");
        return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "…";
    }
}
