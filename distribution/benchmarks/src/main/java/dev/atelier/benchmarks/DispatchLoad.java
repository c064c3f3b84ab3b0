package dev.atelier.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** So many workers and clients at one server, and rounds of jobs through it. */
final class DispatchLoad implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 600;

    private final DispatchWire wire = new DispatchWire();
    private final List<Worker> workers = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private volatile CompletableFuture<Void> end = new CompletableFuture<>();
    private int unsubmitted;
    private int unfinished;

    /** Does jobs. Lives on the wire's thread. */
    interface Worker {
        /**
         * @param offered takes the time a job arrived
         * @param acknowledged runs when its end is kept
         */
        void tell(LongConsumer offered, Runnable acknowledged);
    }

    /** Hands jobs in. Lives on the wire's thread. */
    interface Client {
        /** @param kept runs when the job is */
        void submit(Runnable kept);
    }

    DispatchLoad() throws IOException {}

    static DispatchLoad of(DispatchStudio studio, List<DispatchStudio.Identity> identities, int clients)
            throws Exception {
        DispatchLoad load = new DispatchLoad();
        List<CompletableFuture<DispatchWorker>> welcomes = new ArrayList<>();
        for (DispatchStudio.Identity identity : identities) {
            welcomes.add(new DispatchWorker(load.wire, studio, identity, load::broken).welcomed());
        }
        for (CompletableFuture<DispatchWorker> welcome : welcomes) {
            load.workers.add(welcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        }
        for (int i = 0; i < clients; i++) {
            load.clients.add(new DispatchClient(load.wire, studio, load::broken));
        }
        return load;
    }

    DispatchWire wire() {
        return wire;
    }

    void add(Worker worker) {
        workers.add(worker);
    }

    void add(Client client) {
        clients.add(client);
    }

    /** Nanoseconds from before a job is handed in until its worker holds the offer, one job after the other. */
    long[] oneAtATime(int jobs) throws Exception {
        long[] nanos = new long[jobs];
        CompletableFuture<Void> ended = begin();
        wire.post(() -> new Single(nanos).next());
        ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return nanos;
    }

    private final class Single {
        private final long[] nanos;
        private int count = -1;
        private int outstanding;
        private long from;

        Single(long[] nanos) {
            this.nanos = nanos;
            workers.get(0).tell(at -> this.nanos[count] = at - from, this::step);
        }

        void next() {
            if (++count == nanos.length) {
                end.complete(null);
                return;
            }
            outstanding = 2;
            from = System.nanoTime();
            clients.get(0).submit(this::step);
        }

        /** The answer to the client and the word to the worker come in either order. */
        private void step() {
            if (--outstanding == 0) {
                next();
            }
        }
    }

    /** Seconds until all are done; every client hands its next job in once the last one is kept. */
    private double atOnce(int jobs) throws Exception {
        CompletableFuture<Void> ended = begin();
        long from = System.nanoTime();
        wire.post(() -> {
            unsubmitted = jobs;
            unfinished = jobs;
            workers.forEach(worker -> worker.tell(at -> {}, this::finished));
            clients.forEach(this::submit);
        });
        ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return (System.nanoTime() - from) / 1e9;
    }

    /** Jobs a second and processor time, after a warm-up. */
    DispatchFigures.Rate rate(long server, int warmUp, int jobs) throws Exception {
        long self = ProcessHandle.current().pid();
        atOnce(warmUp);
        double serverCpu = Measured.cpuMillis(server);
        double ownCpu = Measured.cpuMillis(self);
        double seconds = atOnce(jobs);
        serverCpu = (Measured.cpuMillis(server) - serverCpu) / jobs;
        ownCpu = (Measured.cpuMillis(self) - ownCpu) / jobs;
        return new DispatchFigures.Rate(jobs / seconds, serverCpu, serverCpu + ownCpu);
    }

    private void submit(Client client) {
        if (unsubmitted > 0) {
            unsubmitted--;
            client.submit(() -> submit(client));
        }
    }

    private void finished() {
        if (--unfinished == 0) {
            end.complete(null);
        }
    }

    private CompletableFuture<Void> begin() {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        end = ended;
        return ended;
    }

    void broken(String why) {
        end.completeExceptionally(new IOException(why));
    }

    @Override
    public void close() {
        wire.close();
    }
}
