package dev.atelier.benchmarks;

import dev.atelier.benchmarks.peer.ConsumerActivator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The same load on a service of the peer, whose bundle is updated in place through its console. */
final class PeerSwap {
    private static final int REFUSED = 0;
    private static final int FAILED = 255;
    private static final long SWAP_SECONDS = 20;

    private final int port;
    private final AtomicInteger seen = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile ConcurrentLinkedQueue<Double> done = new ConcurrentLinkedQueue<>();

    private PeerSwap(int port) {
        this.port = port;
    }

    record Result(int jobs, int failed, int refused, double added, double addedP99, double serving, double longest) {}

    static Result run(Path scratch) throws Exception {
        Karaf karaf = Karaf.prepare(scratch.resolve("karaf-swap"));
        int port = Karaf.freePort();
        karaf.property(ConsumerActivator.PORT, port);
        Path bundles = Files.createDirectories(scratch.resolve("peer-bundles"));
        Path[] versions = {PeerBundles.service(bundles, "1.0.0"), PeerBundles.service(bundles, "2.0.0")};
        Process process = karaf.start();
        try {
            karaf.upload(versions[0]);
            karaf.upload(PeerBundles.consumer(bundles));
            return new PeerSwap(port).measure(karaf, versions);
        } finally {
            Karaf.stop(process);
        }
    }

    private Result measure(Karaf karaf, Path[] versions) throws Exception {
        AtomicBoolean on = new AtomicBoolean(true);
        ExecutorService threads = Executors.newFixedThreadPool(SwapBenchmark.CLIENTS);
        try {
            for (int i = 0; i < SwapBenchmark.CLIENTS; i++) {
                threads.execute(() -> client(on));
            }
            await(1);
            TimeUnit.SECONDS.sleep(SwapBenchmark.QUIET_SECONDS);
            next();
            TimeUnit.SECONDS.sleep(SwapBenchmark.QUIET_SECONDS);
            List<Double> quiet = next();
            failed.set(0);
            refused.set(0);
            List<Double> serving = new ArrayList<>();
            for (int i = 1; i <= SwapBenchmark.SWAPS; i++) {
                long from = System.nanoTime();
                karaf.upload(versions[i % 2]);
                await(i % 2 + 1);
                serving.add((System.nanoTime() - from) / 1e6);
                TimeUnit.MILLISECONDS.sleep(SwapBenchmark.PAUSE_MILLIS);
            }
            List<Double> busy = next();
            return new Result(
                    busy.size(),
                    failed.get(),
                    refused.get(),
                    SwapBenchmark.added(busy, quiet),
                    Math.max(0, Measured.percentile(busy, 99) - Measured.percentile(quiet, 99)),
                    Measured.median(serving),
                    Measured.percentile(serving, 100));
        } finally {
            on.set(false);
            threads.shutdown();
        }
    }

    private List<Double> next() {
        List<Double> before = List.copyOf(done);
        done = new ConcurrentLinkedQueue<>();
        return before;
    }

    private void await(int version) throws IOException, InterruptedException {
        long from = System.nanoTime();
        while (seen.get() != version) {
            if (System.nanoTime() - from > TimeUnit.SECONDS.toNanos(SWAP_SECONDS)) {
                throw new IOException("the peer does not serve version " + version + " but " + seen.get());
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    /** A wait lasts until a job is done: a client refused asks again after a moment. */
    private void client(AtomicBoolean on) {
        while (on.get()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setTcpNoDelay(true);
                long from = System.nanoTime();
                while (on.get()) {
                    socket.getOutputStream().write(1);
                    int answer = socket.getInputStream().read();
                    if (answer == REFUSED || answer == FAILED) {
                        (answer == REFUSED ? refused : failed).incrementAndGet();
                        TimeUnit.MILLISECONDS.sleep(5);
                        continue;
                    }
                    if (answer < 0) {
                        break;
                    }
                    seen.set(answer);
                    done.add((System.nanoTime() - from) / 1e6);
                    from = System.nanoTime();
                }
            } catch (IOException e) {
                // the consumer is not there yet
                pause();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
