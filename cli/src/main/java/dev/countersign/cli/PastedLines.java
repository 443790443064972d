package dev.countersign.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/** Lines from standard input, read from the moment somebody may paste one. */
final class PastedLines {
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final AtomicBoolean reading = new AtomicBoolean();

    BlockingQueue<String> queue() {
        return lines;
    }

    void begin() {
        if (reading.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("stdin").start(this::read);
        }
    }

    private void read() {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
            }
        } catch (IOException closed) {
            // Nobody pastes anything any more.
        }
    }
}
