package dev.countersign.server.operations;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Completes no exchange before its request has arrived. An answer may well leave before the body is there: a refusal needs
 * none of it. But an exchange that is complete while its client still sends is cut: on HTTP/2 by resetting the stream, which
 * clients report in place of the answer, on HTTP/1.1 by closing the connection. So the rest is read and thrown away first,
 * within bounds; what exceeds them is cut.
 */
final class WholeRequests extends Handler.Wrapper {
    private static final long MOST_BYTES = 4L * 1024 * 1024;
    private static final long MOST_SECONDS = 5;

    WholeRequests(Handler handler) {
        super(handler);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        // Who waits to be told to send its body has its answer now and sends none.
        boolean waits = request.getHeaders().contains(HttpHeader.EXPECT, HttpHeaderValue.CONTINUE.asString());
        return super.handle(request, response, waits ? callback : new Rest(request, callback));
    }

    /** Reads the rest of a request when its answer is written. */
    private static final class Rest extends Callback.Nested implements Runnable {
        private final Request request;
        private long left = MOST_BYTES;
        private Scheduler.Task alarm = () -> false;

        Rest(Request request, Callback callback) {
            super(callback);
            this.request = request;
        }

        @Override
        public void succeeded() {
            if (arrived()) {
                super.succeeded();
                return;
            }
            alarm = request.getComponents()
                    .getScheduler()
                    .schedule(
                            () -> request.fail(new TimeoutException("the rest of the request did not come")),
                            MOST_SECONDS,
                            TimeUnit.SECONDS);
            request.demand(this);
        }

        @Override
        public void run() {
            if (arrived()) {
                alarm.cancel();
                super.succeeded();
            } else {
                request.demand(this);
            }
        }

        /** Reads what is there. True when nothing more is to be waited for. */
        private boolean arrived() {
            while (true) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    return false;
                }
                boolean over = chunk.isLast() || Content.Chunk.isFailure(chunk);
                left -= chunk.remaining();
                chunk.release();
                if (over || left < 0) {
                    return true;
                }
            }
        }
    }
}
