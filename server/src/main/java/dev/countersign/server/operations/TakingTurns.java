package dev.countersign.server.operations;

import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Makes a connection stand back after every sixteenth request. A virtual thread keeps its processor until it waits for
 * something, and one that finds the next request of its connection already there never does: without this, as many
 * connections as there are processors, each sending without a pause what is answered from memory, are all that is served.
 */
final class TakingTurns extends Handler.Wrapper {
    private static final int TURN = 16;

    TakingTurns(Handler handler) {
        super(handler);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        // Not a yield: a thread that yields is queued at its processor, before all that was woken from elsewhere.
        if (request.getConnectionMetaData().getConnection().getMessagesIn() % TURN == 0) LockSupport.parkNanos(1);
        return super.handle(request, response, callback);
    }
}
