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

/** The same load on a service of the peer, whose bundle is updated in place to a new version through its console. */
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

    record Result(Waits waits, int jobs, int failed, int refused, List<Double> serving) {}

    static Result run(Path scratch) throws Exception {
        Karaf karaf = Karaf.prepare(scratch.resolve("karaf-swap"));
        int port = Karaf.freePort();
        karaf.property(ConsumerActivator.PORT, port);
        Path bundles = Files.createDirectories(scratch.resolve("peer-bundles"));
        Process process = karaf.start();
        try {
            karaf.upload(PeerBundles.service(bundles, "1.0.0"));
            karaf.upload(PeerBundles.consumer(bundles));
            return new PeerSwap(port).measure(karaf, bundles);
        } finally {
            Karaf.stop(process);
        }
    }

    private Result measure(Karaf karaf, Path bundles) throws Exception {
        AtomicBoolean on = new AtomicBoolean(true);
        ExecutorService threads = Executors.newFixedThreadPool(Clients.COUNT);
        try {
            for (int i = 0; i < Clients.COUNT; i++) {
                threads.execute(() -> client(on));
            }
            await(1);
            TimeUnit.SECONDS.sleep(Clients.QUIET_SECONDS);
            next();
            TimeUnit.SECONDS.sleep(Clients.QUIET_SECONDS);
            List<Double> quiet = next();
            failed.set(0);
            refused.set(0);
            List<Double> serving = new ArrayList<>();
            for (int i = 1; i <= SwapBenchmark.SWAPS; i++) {
                // One byte tells the version, and two of its values have a meaning of their own.
                int version = i % (FAILED - 1) + 1;
                Path jar = PeerBundles.service(bundles, version + ".0.0");
                long from = System.nanoTime();
                karaf.upload(jar);
                await(version);
                serving.add((System.nanoTime() - from) / 1e6);
                TimeUnit.MILLISECONDS.sleep(SwapBenchmark.PAUSE_MILLIS);
            }
            List<Double> busy = next();
            return new Result(Waits.of(quiet, busy), busy.size(), failed.get(), refused.get(), serving);
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
