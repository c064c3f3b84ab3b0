package dev.atelier.fake.studio;

import dev.atelier.wire.api.LogEntry;
import java.io.DataInputStream;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A studio on one loopback port. It keeps the rules of the protocol as a studio must, writes down everything and every
 * rule a worker breaks, and can be told to fail in every way.
 */
public final class FakeStudio implements AutoCloseable {
    private static final String PREFIX = "/graphics/api";
    static final String PROTOCOL = "studio-worker-v1";

    private final Monitor monitor = new Monitor();
    private final UploadReader uploadReader = new UploadReader();
    private final String basePath;
    private final Port port;
    private final Usual usual = new Usual(this);

    // guarded by the monitor
    private final Desk desk = new Desk(this::violation);
    private final JobBook book = new JobBook();
    private final Kept<HttpRequest> requests = new Kept<>();
    /** Hours of them: who judges a violation in the end asks how often a job was uploaded. Their bytes are not kept. */
    private final Kept<Upload> uploads = new Kept<>(500_000);

    private final Kept<Upgrade> upgrades = new Kept<>();
    private final Kept<FakeSession> sessions = new Kept<>();
    private final Kept<LogEntry> logs = new Kept<>();
    private final Kept<String> violations = new Kept<>();
    private final Map<String, Kept.Cursor> cursors = new java.util.HashMap<>();
    private final Map<Route, Function<HttpRequest, Answer>> hooks = new EnumMap<>(Route.class);
    private final Map<Route, Deque<Answer>> once = new EnumMap<>(Route.class);
    private int sessionCount;

    private volatile boolean welcomes = true;
    private volatile boolean acknowledges = true;
    private volatile boolean enforces = true;
    private volatile boolean evicts = true;
    private volatile boolean stalled;
    private volatile @Nullable String subProtocol = PROTOCOL;
    private volatile Duration patience = Duration.ofSeconds(30);
    private volatile Watcher watcher = Watcher.NOBODY;

    private FakeStudio(String basePath) {
        this.basePath = basePath;
        this.port = new Port(socket -> new Connection(this, socket).run());
    }

    public static FakeStudio start() {
        return startBelow("");
    }

    /** @param basePath such as {@code /custom}, before the API's own prefix */
    public static FakeStudio startBelow(String basePath) {
        FakeStudio studio = new FakeStudio(basePath);
        studio.port.open();
        return studio;
    }

    public String baseUrl() {
        return "http://127.0.0.1:" + port.number() + basePath;
    }

    public URI uri(String route) {
        return URI.create(baseUrl() + PREFIX + route);
    }

    @Override
    public void close() {
        port.close();
    }

    // ---- what it does

    public void approval(Approval approval) {
        monitor.changed(() -> desk.approval(approval));
    }

    /** A worker that has registered before this studio began. */
    public void admit(String workerId, String authToken) {
        monitor.changed(() -> desk.admit(workerId, authToken));
    }

    /** A worker whose token is worth nothing any more. */
    public void forget(String workerId) {
        monitor.changed(() -> desk.forget(workerId));
    }

    /** Every request to a route is answered so, from now on. */
    public void answer(Route route, Function<HttpRequest, Answer> hook) {
        monitor.changed(() -> hooks.put(route, hook));
    }

    /** The next requests to a route are answered so, one each, before any hook is asked. */
    public void answerNext(Route route, Answer... answers) {
        monitor.changed(
                () -> once.computeIfAbsent(route, any -> new ArrayDeque<>()).addAll(List.of(answers)));
    }

    /** Whether a good hello is welcomed by itself. */
    public void autoWelcome(boolean on) {
        welcomes = on;
    }

    /** Whether heartbeats, results and failures are acknowledged by themselves. */
    public void autoAck(boolean on) {
        acknowledges = on;
    }

    /** Whether a worker that breaks the protocol is told so and closed. */
    public void enforcing(boolean on) {
        enforces = on;
    }

    /** Whether a second session of a worker ends the first. */
    public void evicting(boolean on) {
        evicts = on;
    }

    /** What is named in the answer to an upgrade; null leaves it out. */
    public void subProtocol(@Nullable String name) {
        subProtocol = name;
    }

    public void patience(Duration longest) {
        patience = longest;
    }

    /** Connections are taken, but nothing is ever said on them; {@link #restart()} ends it. */
    public void stall() {
        stalled = true;
    }

    /** Every connection is reset, sessions and requests alike. */
    public void dropConnections() {
        port.drop();
    }

    /** Resets the sessions only. */
    public void dropSessions() {
        sessions().stream().filter(FakeSession::open).forEach(FakeSession::destroy);
    }

    /** Gone: connections are refused until {@link #up()}. */
    public void down() {
        port.shut();
    }

    /** Back on the same port; what was registered is still known, what was claimed is not. */
    public void up() {
        stalled = false;
        port.open();
    }

    public void restart() {
        down();
        up();
    }

    // ---- what it saw

    public List<HttpRequest> requests() {
        return monitor.change(requests::all);
    }

    public List<HttpRequest> requests(Route route) {
        return requests().stream().filter(request -> request.route() == route).toList();
    }

    public List<Registered> registrations() {
        return monitor.change(() -> desk.registrations().all());
    }

    public List<Upgrade> upgrades() {
        return monitor.change(upgrades::all);
    }

    public List<FakeSession> sessions() {
        return monitor.change(sessions::all);
    }

    /** Sessions that have not ended. */
    public List<FakeSession> liveSessions() {
        return sessions().stream().filter(FakeSession::open).toList();
    }

    public List<Upload> uploads() {
        return monitor.change(uploads::all);
    }

    public List<LogEntry> logs() {
        return monitor.change(logs::all);
    }

    /** Every rule a worker has broken, in words. */
    public List<String> violations() {
        return monitor.change(violations::all);
    }

    // ---- waiting: each call goes on behind what the one before it returned

    public HttpRequest nextRequest(Route route) {
        return next(route + " request", requests, request -> request.route() == route);
    }

    public Registered nextRegistration() {
        return next("registration", desk.registrations(), any -> true);
    }

    public FakeSession nextSession() {
        return next("session", sessions, any -> true);
    }

    /** The next session that was welcomed. */
    public FakeSession nextWelcomed() {
        FakeSession session = nextSession();
        return monitor.await(
                "welcome of " + session, patience, () -> session.greeted() ? Optional.of(session) : Optional.empty());
    }

    public Upload nextUpload() {
        return next("upload", uploads, any -> true);
    }

    public Upgrade nextUpgrade() {
        return next("upgrade", upgrades, any -> true);
    }

    public LogEntry nextLog(java.util.function.Predicate<LogEntry> wanted) {
        return next("log entry", logs, wanted);
    }

    private <T> T next(String what, Kept<T> kept, java.util.function.Predicate<? super T> wanted) {
        return monitor.await(
                what, patience, () -> kept.next(cursors.computeIfAbsent(what, any -> new Kept.Cursor()), wanted));
    }

    // ---- for its parts

    Monitor monitor() {
        return monitor;
    }

    UploadReader uploadReader() {
        return uploadReader;
    }

    Usual usual() {
        return usual;
    }

    Answer scripted(HttpRequest request) {
        Route route = request.route();
        if (stalled) {
            return Answer.hang();
        }
        if (route == null) {
            return Answer.usual();
        }
        Function<HttpRequest, Answer> hook = monitor.change(() -> {
            Deque<Answer> next = once.get(route);
            Answer answer = next == null ? null : next.poll();
            return answer != null ? any -> answer : hooks.getOrDefault(route, any -> Answer.usual());
        });
        return hook.apply(request);
    }

    <T> T atDesk(Function<Desk, T> use) {
        return monitor.change(() -> use.apply(desk));
    }

    boolean evicts() {
        return evicts;
    }

    @Nullable
    String subProtocol() {
        return subProtocol;
    }

    FakeSession open(String workerId, Socket socket, DataInputStream in) {
        return monitor.change(() -> {
            FakeSession session = new FakeSession(this, ++sessionCount, workerId, socket, in);
            sessions.add(session);
            return session;
        });
    }

    void record(Upload upload) {
        monitor.changed(() -> uploads.add(upload));
    }

    void record(Upgrade upgrade) {
        monitor.tell("upgrade of " + upgrade.workerId() + ": " + upgrade.status());
        monitor.changed(() -> upgrades.add(upgrade));
    }

    String prefix() {
        return basePath + PREFIX;
    }

    Duration patience() {
        return patience;
    }

    Watcher watcher() {
        return watcher;
    }

    void watcher(Watcher next) {
        watcher = next;
    }

    boolean lives() {
        return !stalled;
    }

    boolean welcomes() {
        return welcomes && !stalled;
    }

    boolean acknowledges() {
        return acknowledges && !stalled;
    }

    boolean enforces() {
        return enforces && !stalled;
    }

    boolean knows(String workerId, @Nullable String token) {
        return monitor.change(() -> desk.knows(workerId, token));
    }

    <T> T inBook(Function<JobBook, T> use) {
        return monitor.change(() -> use.apply(book));
    }

    void logged(List<LogEntry> entries) {
        monitor.changed(() -> entries.forEach(logs::add));
    }

    void violation(String what) {
        monitor.tell("violation: " + what);
        monitor.changed(() -> violations.add(what));
    }

    void record(HttpRequest request) {
        monitor.tell(request.toString());
        monitor.changed(() -> requests.add(request));
    }
}
