package dev.atelier.studio.gateway.internal;

import dev.atelier.common.api.Json;
import dev.atelier.common.api.MetricSource;
import dev.atelier.common.api.Threads;
import dev.atelier.engine.api.Task;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.http.api.RouteTable;
import dev.atelier.studio.dispatch.api.Queue;
import dev.atelier.studio.http.api.ApiKeys;
import dev.atelier.studio.http.api.Inputs;
import dev.atelier.studio.http.api.Principal;
import dev.atelier.studio.http.api.ReadAlong;
import dev.atelier.studio.store.api.JobIds;
import dev.atelier.studio.store.api.ModelRegistry.Model;
import dev.atelier.studio.store.api.NewJob;
import dev.atelier.studio.store.api.ResultStore;
import dev.atelier.studio.store.api.StoredJob;
import dev.atelier.wire.api.DomainJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns orders into jobs and sees to it that whoever waits for them gets an answer. */
@Component(
        service = {Desk.class, MetricSource.class},
        configurationPid = "dev.atelier.studio.gateway")
@Designate(ocd = GatewayConfig.class)
public final class Desk implements MetricSource {
    /** Reading results blocks; so many at a time do. Writing answers does not. */
    private static final int THREADS = 8;

    private static final int MAX_TASK = 1024 * 1024;
    private static final int MAX_KEY = 200;
    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);

    private final ApiKeys keys;
    private final Queue queue;
    private final ResultStore results;
    private final Inputs inputs;
    private final ReadAlong readAlong;
    private final Tally tally = new Tally();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Set<Wait> waits = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, Threads.named("studio-gateway"));
    /** Of their own, so that no time runs out later, and nobody hears of it later, because somebody reads. */
    private final ExecutorService refusals = Executors.newFixedThreadPool(2, Threads.named("studio-gateway-refusals"));

    private final ScheduledThreadPoolExecutor clock =
            new ScheduledThreadPoolExecutor(1, Threads.named("studio-gateway-clock"));

    private final Memory memory;

    private volatile GatewaySettings settings;
    private volatile boolean stopped;

    @Activate
    public Desk(
            @Reference(name = "keys") ApiKeys keys,
            @Reference(name = "queue") Queue queue,
            @Reference(name = "results") ResultStore results,
            @Reference(name = "inputs") Inputs inputs,
            @Reference(name = "readAlong") ReadAlong readAlong,
            GatewayConfig config) {
        this(keys, queue, results, inputs, readAlong, GatewaySettings.from(config), Memory.ofThisProcess());
    }

    Desk(
            ApiKeys keys,
            Queue queue,
            ResultStore results,
            Inputs inputs,
            ReadAlong readAlong,
            GatewaySettings settings,
            Memory memory) {
        this.keys = keys;
        this.queue = queue;
        this.results = results;
        this.inputs = inputs;
        this.readAlong = readAlong;
        this.settings = settings;
        this.memory = memory;
        clock.setRemoveOnCancelPolicy(true);
        clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Modified
    void modified(GatewayConfig config) {
        settings = GatewaySettings.from(config);
    }

    @Deactivate
    void stop() {
        stopped = true;
        waits.forEach(Wait::stop);
        boolean inTime = Threads.stop(clock, Duration.ofSeconds(1));
        inTime &= Threads.stop(refusals, Duration.ofSeconds(1));
        inTime &= Threads.stop(threads, Duration.ofSeconds(2));
        if (!inTime) {
            LOG.warn("studio-gateway did not stop in time");
        }
    }

    @Override
    public void collect(Sink sink) {
        tally.collect(sink);
        sink.gauge("atelier_gateway_waiting", "Requests that wait for their jobs.", waiting.get(), Map.of());
        sink.gauge(
                "atelier_gateway_result_bytes",
                "Memory that results take on their way out.",
                (double) memory.taken(),
                Map.of());
    }

    /** Who asks; a request that came past the guard without a key is refused here. */
    Principal caller(Exchange exchange) {
        return keys.principal(exchange.header("Authorization").orElse(null)).orElseThrow(Errors::noKey);
    }

    /** The same for those who want something made. */
    Principal submitter(Exchange exchange) {
        Principal caller = caller(exchange);
        if (!caller.submits()) {
            throw HttpError.json(403, "insufficient_permissions", "this key may look, but not hand in jobs");
        }
        return caller;
    }

    /** A handler whose refusals are counted; answers that come later count themselves. */
    RouteTable.Handler counted(String route, RouteTable.Handler handler) {
        return exchange -> {
            long start = System.nanoTime();
            try {
                handler.handle(exchange);
            } catch (HttpError e) {
                tally.add(route, e.status(), Duration.ofNanos(System.nanoTime() - start));
                throw e;
            }
        };
    }

    /** The same for a handler that answers at once. */
    RouteTable.Handler prompt(String route, RouteTable.Handler handler) {
        return counted(route, exchange -> {
            long start = System.nanoTime();
            handler.handle(exchange);
            tally.add(route, 200, Duration.ofNanos(System.nanoTime() - start));
        });
    }

    /** Hands the jobs in and returns; the outlet gets the answer later. When this throws, no job is left. */
    void serve(Order order, Outlet outlet) {
        long start = System.nanoTime();
        Model model = order.model();
        queue.unservable(model.id(), model.kind(), model.source().engine(), model.vramGbEstimate())
                .ifPresent(why -> {
                    throw HttpError.json(503, "no_worker", "no worker can serve this model now: " + why)
                            .withHeader("Retry-After", "30");
                });
        enter();
        List<CompletableFuture<Queue.Submitted>> jobs;
        String key = order.idempotencyKey();
        List<ReadAlong.Reading> readings = new ArrayList<>();
        try {
            jobs = submit(order, key == null ? null : Once.of(order, key), outlet, readings);
        } catch (RuntimeException e) {
            waiting.decrementAndGet();
            readings.forEach(ReadAlong.Reading::close);
            throw e;
        }
        List<ScheduledFuture<?>> clocks = new ArrayList<>();
        Wait[] self = new Wait[1];
        Wait.Resources resources = new Wait.Resources(threads, refusals, memory);
        Wait wait = new Wait(queue, results, outlet, jobs, key != null, resources, (status, jobsToo) -> {
            waits.remove(self[0]);
            waiting.decrementAndGet();
            readings.forEach(ReadAlong.Reading::close);
            synchronized (clocks) {
                clocks.forEach(each -> each.cancel(false));
            }
            tally.add(order.route(), status, Duration.ofNanos(System.nanoTime() - start));
            if (jobsToo || !madeAny(jobs)) {
                order.inputs().forEach(input -> inputs.remove(input.id()));
            }
        });
        self[0] = wait;
        waits.add(wait);
        try {
            outlet.wait(wait::abandon);
        } catch (RuntimeException e) {
            wait.stop();
            throw e;
        }
        watch(wait, outlet, clocks);
    }

    /** Whether a job that was made here may still be in need of its inputs; they go when they are old, then. */
    private static boolean madeAny(List<CompletableFuture<Queue.Submitted>> jobs) {
        return jobs.stream()
                .anyMatch(job -> !job.isDone()
                        || (!job.isCompletedExceptionally() && job.join().fresh()));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the wait is told
    private void watch(Wait wait, Outlet outlet, List<ScheduledFuture<?>> clocks) {
        GatewaySettings now = settings;
        try {
            synchronized (clocks) {
                clocks.add(clock.schedule(wait::timeout, now.patience().toNanos(), TimeUnit.NANOSECONDS));
                clocks.add(clock.schedule(
                        () -> threads.execute(() -> stillWaiting(wait, outlet)),
                        now.silence().toNanos(),
                        TimeUnit.NANOSECONDS));
                if (wait.isOver()) {
                    clocks.forEach(each -> each.cancel(false));
                }
            }
            wait.ended().whenComplete((jobs, problem) -> settle(wait, jobs, problem));
        } catch (RejectedExecutionException e) {
            wait.stop();
        }
        if (stopped) {
            wait.stop();
        }
    }

    private static void stillWaiting(Wait wait, Outlet outlet) {
        if (!wait.isOver()) {
            outlet.stillWaiting();
        }
    }

    /** Comes on a thread of the queue or the store, which must not be held up. */
    private void settle(Wait wait, @Nullable List<StoredJob> jobs, @Nullable Throwable problem) {
        if (wait.isOver()) {
            return;
        }
        try {
            threads.execute(() -> wait.settle(jobs, problem));
        } catch (RejectedExecutionException e) {
            wait.stop();
        }
    }

    private void enter() {
        int max = settings.maxWaiting();
        if (stopped) {
            throw Errors.unavailable("the studio is stopping");
        }
        if (waiting.incrementAndGet() > max) {
            waiting.decrementAndGet();
            throw Errors.tooMany("too many requests wait here already: " + max);
        }
    }

    private List<CompletableFuture<Queue.Submitted>> submit(
            Order order, @Nullable Once once, Outlet outlet, List<ReadAlong.Reading> readings) {
        List<NewJob> wanted = new ArrayList<>();
        for (Task task : order.tasks()) {
            wanted.add(job(order, task, once, wanted.size()));
        }
        List<CompletableFuture<Queue.Submitted>> jobs = new ArrayList<>();
        try {
            for (NewJob job : wanted) {
                outlet.reader(job.id(), threads)
                        .map(reader -> readAlong.follow(job.id(), reader))
                        .ifPresent(readings::add);
                CompletableFuture<Queue.Submitted> submitted = queue.submit(job);
                jobs.add(once == null ? submitted : submitted.thenApply(once::checked));
            }
            return jobs;
        } catch (Queue.QueueFull e) {
            Wait.cancel(queue, jobs);
            throw Errors.tooMany("the queue of this studio is full: " + e.getMessage());
        }
    }

    static String text(Task task) {
        return Json.text(DomainJson.write(task));
    }

    private static NewJob job(Order order, Task task, @Nullable Once once, int number) {
        Model model = order.model();
        String text = text(task);
        if (text.length() > MAX_TASK) {
            throw HttpError.json(413, "request_too_large", "the request makes a job of more than 1 MiB of text");
        }
        return new NewJob(
                once == null ? JobIds.next() : once.newId(),
                "gateway",
                order.route(),
                model.id(),
                task.kind(),
                text,
                Json.text(DomainJson.write(model.source())),
                model.vramGbEstimate(),
                0,
                order.by().owner(),
                false,
                once == null ? null : once.key(number));
    }

    static @Nullable String idempotencyKey(Exchange exchange) {
        String key = exchange.header("Idempotency-Key").orElse(null);
        if (key != null && key.length() > MAX_KEY) {
            throw Errors.invalid("Idempotency-Key", "the header Idempotency-Key is longer than " + MAX_KEY);
        }
        return key;
    }
}
