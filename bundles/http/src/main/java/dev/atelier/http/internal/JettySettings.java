package dev.atelier.http.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns our two settings into the configuration of Felix's Jetty, which starts only once it has one. */
@Component(service = JettySettings.class, immediate = true, configurationPid = JettySettings.PID)
@Designate(ocd = HttpConfig.class)
public final class JettySettings {
    static final String PID = "dev.atelier.http";
    private static final String JETTY_PID = "org.apache.felix.http";
    /** By name: the settings room needs this one for its routes, so this one cannot need its classes. */
    private static final String SETTINGS_SERVICE = "dev.atelier.settings.api.Settings";

    private static final String HTTP_RUNTIME = "org.osgi.service.servlet.runtime.HttpServiceRuntime";
    private static final String PORT = "org.osgi.service.http.port";
    private static final String HOST = "org.apache.felix.http.host";
    private static final String PLAIN = "org.apache.felix.http.enable";
    private static final String TLS = "org.apache.felix.https.enable";
    private static final String TLS_PORT = "org.osgi.service.http.port.secure";

    private static final Logger LOG = LoggerFactory.getLogger(JettySettings.class);

    private static final int THREADS = 24;
    /** A fleet's uploads keep a thread each while they come in; idle threads go. */
    private static final int STUDIO_THREADS = 200;

    private final BundleContext context;
    private final ConfigurationAdmin admin;
    private final Front front;
    private final Failure failure;
    private final FrameworkListener started = this::frameworkEvent;
    private final ServiceTracker<Object, Object> settings;
    private boolean open;
    private @Nullable Listen current;

    /** What is asked for and the port that was taken for it. */
    record Listen(String bind, int asked, int port, boolean tls) {}

    @Activate
    public JettySettings(
            BundleContext context,
            @Reference(name = "admin") ConfigurationAdmin admin,
            @Reference(name = "front") Front front)
            throws InvalidSyntaxException {
        this.context = context;
        this.admin = admin;
        this.front = front;
        this.failure = new Failure(context);
        this.settings =
                new ServiceTracker<>(
                        context,
                        context.createFilter("(" + Constants.OBJECTCLASS + "=" + SETTINGS_SERVICE + ")"),
                        null) {
                    @Override
                    public @Nullable Object addingService(ServiceReference<Object> reference) {
                        // Getting it activates it: from then on flags, environment and files are in Configuration
                        // Admin.
                        Object service = context.getService(reference);
                        begin();
                        return service;
                    }
                };
    }

    /**
     * Waits for the owner of the settings, so that a port from the command line is never preceded by an attempt at the
     * default one; without such an owner, until the framework is up.
     */
    @Activate
    void start() {
        context.addFrameworkListener(started);
        settings.open();
    }

    @Modified
    synchronized void modified() {
        if (open) {
            applyCurrent();
        }
    }

    @Deactivate
    void stop() {
        context.removeFrameworkListener(started);
        settings.close();
        failure.clear();
    }

    private void frameworkEvent(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.STARTED) {
            begin();
        }
    }

    private synchronized void begin() {
        if (open) {
            return;
        }
        open = true;
        current = ofRunningJetty();
        applyCurrent();
    }

    /** What Jetty listens on when it has outlived an earlier version of this bundle. */
    private @Nullable Listen ofRunningJetty() {
        try {
            Configuration[] found = admin.listConfigurations("(" + Constants.SERVICE_PID + "=" + JETTY_PID + ")");
            if (found == null || context.getServiceReference(HTTP_RUNTIME) == null) {
                return null;
            }
            Map<String, Object> values = FrameworkUtil.asMap(found[0].getProperties());
            boolean tls = Boolean.TRUE.equals(values.get(TLS));
            return values.get(tls ? TLS_PORT : PORT) instanceof Integer port && values.get(HOST) instanceof String bind
                    ? new Listen(bind, 0, port, tls)
                    : null;
        } catch (IOException | InvalidSyntaxException e) {
            LOG.atWarn().setCause(e).log("configuration of jetty cannot be read");
            return null;
        }
    }

    /** Reads by itself: what a component is given arrives later, on another thread, and may be outdated by then. */
    private void applyCurrent() {
        try {
            Configuration[] found = admin.listConfigurations("(" + Constants.SERVICE_PID + "=" + PID + ")");
            Map<String, Object> values = found == null ? Map.of() : FrameworkUtil.asMap(found[0].getProperties());
            Object port = values.getOrDefault("http.port", 4780);
            Object bind = values.getOrDefault("http.bind", "127.0.0.1");
            apply(Integer.parseInt(port.toString()), bind.toString(), values);
        } catch (IOException | InvalidSyntaxException | NumberFormatException e) {
            LOG.atError().setCause(e).log("http settings cannot be read");
            failure.tell("the HTTP settings cannot be read: " + e.getMessage());
        }
    }

    private void apply(int port, String bind, Map<String, Object> values) {
        Listen wanted;
        try {
            Optional<TlsFiles> files = TlsFiles.of(values);
            Front.@Nullable Loaded certificate = files.isPresent() ? Front.load(files.get()) : null;
            TrustedProxies proxies = TrustedProxies.parse(
                    values.getOrDefault(TrustedProxies.SETTING, "").toString());
            wanted = choose(port, bind, certificate != null, current);
            front.use(certificate, proxies);
        } catch (TlsProblem | TrustedProxies.Malformed e) {
            refuse(port, bind, e, String.valueOf(e.getMessage()));
            return;
        } catch (IOException | IllegalArgumentException e) {
            refuse(port, bind, e, sentence(port, bind, e));
            return;
        }
        if (wanted.equals(current)) {
            return;
        }
        try {
            admin.getConfiguration(JETTY_PID, "?")
                    .updateIfDifferent(FrameworkUtil.asDictionary(jetty(wanted, webSockets())));
            current = wanted;
            failure.clear();
        } catch (IOException e) {
            LOG.atError().setCause(e).log("jetty configuration cannot be written");
            failure.tell("the HTTP listener cannot be configured: " + e.getMessage());
        }
    }

    /** Never another listener instead: what was to be TLS must not become plain. One that runs goes on as it is. */
    private void refuse(int port, String bind, Exception problem, String sentence) {
        LOG.atError()
                .addKeyValue("port", port)
                .addKeyValue("bind", bind)
                .addKeyValue("reason", problem.getMessage())
                .log("http listener refused");
        if (current == null) {
            forgetLast();
            failure.tell(sentence);
        }
    }

    /** Jetty, which starts after us, would begin with what an earlier run has left for it. */
    private void forgetLast() {
        try {
            Configuration[] found = admin.listConfigurations("(" + Constants.SERVICE_PID + "=" + JETTY_PID + ")");
            if (found != null) {
                found[0].delete();
            }
        } catch (IOException | InvalidSyntaxException e) {
            LOG.atError().setCause(e).log("configuration of jetty cannot be deleted");
        }
    }

    /** Only where there is somebody to talk to: a worker alone starts without. */
    private boolean webSockets() {
        String roles = context.getProperty("atelier.roles");
        return roles != null && !roles.strip().equals("worker");
    }

    static String sentence(int port, String bind, Exception problem) {
        // The class alone does not tell: a foreign address and a port for the administrator are the same exception.
        boolean taken = String.valueOf(problem.getMessage()).contains("in use");
        return taken
                ? "port " + port + " on " + bind + " is taken — another program listens there; use --port N"
                : "cannot listen on port " + port + " of " + bind + ": " + problem.getMessage();
    }

    /**
     * Any change of its configuration restarts Jetty, and 0 would then give another port: so a free port is chosen
     * here, once, and kept. Tries the port, because Felix only logs when it is taken.
     */
    static Listen choose(int asked, String bind, boolean tls, @Nullable Listen current) throws IOException {
        if (current != null && current.asked() == asked) {
            return new Listen(bind, asked, current.port(), tls);
        }
        if (current != null && current.port() == asked) {
            return new Listen(bind, asked, asked, tls);
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(bind), asked));
            return new Listen(bind, asked, probe.getLocalPort(), tls);
        }
    }

    static Map<String, Object> jetty(Listen listen, boolean webSockets) {
        return Map.of(
                listen.tls() ? TLS_PORT : PORT,
                listen.port(),
                PLAIN,
                !listen.tls(),
                TLS,
                listen.tls(),
                HOST,
                listen.bind(),
                "org.apache.felix.http.jetty.threadpool.max",
                webSockets ? STUDIO_THREADS : THREADS,
                "org.apache.felix.http.jetty.acceptors",
                0,
                "org.apache.felix.http.jetty.selectors",
                1,
                "org.apache.felix.http.jetty.sendServerHeader",
                false,
                "org.apache.felix.jetty.websocket.enable",
                webSockets);
    }
}
