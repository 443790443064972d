package dev.countersign.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * A closed-loop load on one loopback port: some connections, each sending its next request when the last one was answered,
 * for a bounded time. Goes nowhere else.
 */
final class Load {
    /** One HTTP answer. */
    record Answer(int status, String body) {}

    /**
     * @param answered requests answered as expected
     * @param wrong requests answered otherwise; a run with any is no measurement
     */
    record Result(long answered, long wrong, Duration time, Histogram latency) {
        double perSecond() {
            return answered * 1e9 / time.toNanos();
        }

        double millis(double percentile) {
            return latency.getValueAtPercentile(percentile) / 1e6;
        }
    }

    private final int port;
    private final int connections;

    Load(int port, int connections) {
        this.port = port;
        this.connections = connections;
    }

    /**
     * @param talks says what one connection says; called once for each
     */
    Result run(Supplier<Talk> talks, Duration time) {
        var latency = new Recorder(Duration.ofMinutes(1).toNanos(), 3);
        var answered = new LongAdder();
        var wrong = new LongAdder();
        var threads = new ArrayList<Thread>();
        var begin = System.nanoTime();
        var end = begin + time.toNanos();
        for (var i = 0; i < connections; i++) {
            var talk = talks.get();
            threads.add(Thread.ofPlatform().start(() -> {
                try (var connection = new Connection(port)) {
                    while (System.nanoTime() < end) {
                        var request = talk.next();
                        if (request.isEmpty()) break;
                        var sent = System.nanoTime();
                        var answer = connection.exchange(request.get());
                        latency.recordValue(System.nanoTime() - sent);
                        var good = talk.took(answer);
                        (good ? answered : wrong).increment();
                    }
                } catch (IOException failure) {
                    wrong.increment();
                }
            }));
        }
        for (var thread : threads) join(thread);
        return new Result(
                answered.sum(),
                wrong.sum(),
                Duration.ofNanos(System.nanoTime() - begin),
                latency.getIntervalHistogram());
    }

    /** One request on a connection of its own. */
    static Answer once(int port, byte[] request) {
        try (var connection = new Connection(port)) {
            return connection.exchange(request);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** A kept-alive HTTP/1.1 connection that understands Content-Length, which is all these servers send. */
    static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;

        Connection(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(30_000);
            in = new BufferedInputStream(socket.getInputStream(), 16_384);
        }

        Answer exchange(byte[] request) throws IOException {
            socket.getOutputStream().write(request);
            var status = Integer.parseInt(line().split(" ")[1]);
            var length = 0;
            for (var field = line(); !field.isEmpty(); field = line()) {
                if (field.regionMatches(true, 0, "content-length:", 0, 15)) {
                    length = Integer.parseInt(field.substring(15).strip());
                }
            }
            return new Answer(status, new String(in.readNBytes(length), StandardCharsets.UTF_8));
        }

        private String line() throws IOException {
            var text = new StringBuilder(64);
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) throw new EOFException("the server closed the connection");
                if (c != '\r') text.append((char) c);
            }
            return text.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
