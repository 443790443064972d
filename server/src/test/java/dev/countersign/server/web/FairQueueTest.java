package dev.countersign.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FairQueueTest {
    private final CountDownLatch open = new CountDownLatch(1);

    /** Takes the only place until {@link #open} opens. */
    private void occupy(FairQueue queue, ExecutorService threads) throws InterruptedException {
        var inside = new CountDownLatch(1);
        threads.submit(() -> queue.run("first", "a", () -> {
            inside.countDown();
            try {
                open.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            return 0;
        }));
        inside.await();
    }

    @Test
    void the_crowd_of_one_network_does_not_keep_another_waiting() throws Exception { // DESIGN Throttles
        var queue = new FairQueue(1, 40, Duration.ofSeconds(10));
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            occupy(queue, threads);
            for (var i = 0; i < 8; i++) {
                threads.submit(() -> queue.run("loud", "a", () -> order.add("loud")));
                Thread.sleep(20);
            }
            threads.submit(() -> queue.run("quiet", "a", () -> order.add("quiet")));
            threads.submit(() -> queue.run("loud", "b", () -> order.add("elsewhere")));
            Thread.sleep(50);
            open.countDown();
        }
        assertThat(order).hasSize(10);
        assertThat(order.subList(0, 3)).containsExactlyInAnyOrder("loud", "quiet", "elsewhere");
    }

    @Test
    void nobody_waits_longer_than_the_patience_or_in_a_full_queue() throws Exception { // DESIGN Throttles: 429
        var queue = new FairQueue(1, 4, Duration.ofMillis(200));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            occupy(queue, threads);
            assertThatThrownBy(() -> queue.run("c", "a", () -> 1)).isInstanceOf(FairQueue.Full.class);
            var refused = new AtomicInteger();
            var done = new CountDownLatch(20);
            for (var i = 0; i < 20; i++) {
                var client = "c" + i;
                threads.submit(() -> {
                    try {
                        queue.run(client, "a", () -> 1);
                    } catch (FairQueue.Full _) {
                        refused.incrementAndGet();
                    } finally {
                        done.countDown();
                    }
                });
            }
            done.await();
            assertThat(refused).hasValue(20);
            open.countDown();
        }
        assertThat(queue.run("c", "a", () -> "free again")).isEqualTo("free again");
    }

    @Test
    void work_that_fails_gives_its_place_back() { // DESIGN Throttles
        var queue = new FairQueue(1, 1, Duration.ofMillis(10));
        for (var i = 0; i < 3; i++) {
            assertThatThrownBy(() -> queue.run("c", "a", () -> {
                        throw new IllegalStateException("no");
                    }))
                    .hasMessage("no");
        }
        assertThat(queue.run("c", "a", () -> 1)).isEqualTo(1);
    }
}
