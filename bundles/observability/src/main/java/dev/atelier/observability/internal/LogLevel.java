package dev.atelier.observability.internal;

import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationException;
import org.osgi.service.cm.ManagedService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the log as talkative as it is set to be, while everything runs. Pax Logging has no word for a level: its
 * configuration file names a system property, and is read again when a configuration names a file. It is told
 * directly, since Configuration Admin would keep that for the next process.
 */
@Component(
        service = {},
        configurationPid = "dev.atelier.log")
@Designate(ocd = LogConfig.class)
public final class LogLevel {
    static final String PROPERTY = "atelier.log.level";
    static final String FILE_AT_THE_START = "org.ops4j.pax.logging.StaticLogbackFile";
    static final String FILE = "org.ops4j.pax.logging.logback.config.file";
    private static final String USUAL = "INFO";
    private static final Logger LOG = LoggerFactory.getLogger(LogLevel.class);

    private final @Nullable ManagedService backend;
    private final @Nullable String file;

    @Activate
    public LogLevel(
            LogConfig config,
            BundleContext context,
            @Reference(target = "(service.pid=org.ops4j.pax.logging)", cardinality = ReferenceCardinality.OPTIONAL)
                    @Nullable
                    ManagedService backend) {
        this(config, backend, context.getProperty(FILE_AT_THE_START));
    }

    LogLevel(LogConfig config, @Nullable ManagedService backend, @Nullable String file) {
        this.file = file;
        this.backend = backend;
        apply(config);
    }

    @Modified
    void apply(LogConfig config) {
        String wanted = config.log_level().toUpperCase(Locale.ROOT);
        if (backend == null || file == null || wanted.equals(System.getProperty(PROPERTY, USUAL))) {
            return;
        }
        System.setProperty(PROPERTY, wanted);
        try {
            readAgain(backend, Path.of(file));
            LOG.atInfo().addKeyValue("level", config.log_level()).log("log level set");
        } catch (ConfigurationException e) {
            LOG.atWarn().setCause(e).log("the log level stays what it is");
        }
    }

    /** The very words of the start would be taken for no change. */
    @SuppressWarnings("JdkObsolete") // what a ManagedService takes
    private static void readAgain(ManagedService backend, Path file) throws ConfigurationException {
        Path sameFile = file.resolveSibling(".").resolve(file.getFileName());
        Hashtable<String, Object> configuration = new Hashtable<>();
        configuration.put(FILE, sameFile.toString());
        backend.updated(configuration);
    }
}
