package dev.atelier.itests;

import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.frameworkStartLevel;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.ExamSystem;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.TestContainer;
import org.ops4j.pax.exam.nat.internal.NativeTestContainer;
import org.ops4j.pax.exam.options.ProvisionOption;
import org.ops4j.pax.exam.spi.PaxExamRuntime;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** The bundles of the worker role in a Felix of the test's own process, brought up by Pax Exam. */
final class Container implements AutoCloseable {
    private final TestContainer exam;
    private final BundleContext context;

    private Container(TestContainer exam, BundleContext context) {
        this.exam = exam;
        this.context = context;
    }

    static Container start(Path home) throws Exception {
        return start(home, Map.of());
    }

    /** @param more framework properties beside, or instead of, the usual ones */
    static Container start(Path home, Map<String, String> more) throws Exception {
        Files.createDirectories(home);
        List<Option> options = new ArrayList<>();
        StringBuilder seeds = new StringBuilder();
        try (var features = Files.list(Atelier.DIST.resolve("features"))) {
            for (Path file : features.filter(each -> !each.endsWith("studio.json"))
                    .sorted()
                    .toList()) {
                JsonNode feature = Atelier.JSON.readTree(file.toFile());
                boolean engines = file.getFileName().toString().startsWith("engines-");
                for (JsonNode entry : feature.path("bundles")) {
                    Path jar = jar(entry.path("id").asText());
                    if (engines) {
                        seeds.append(sha256(jar)).append(' ').append(jar).append('\n');
                    } else {
                        ProvisionOption<?> option = CoreOptions.bundle("reference:" + jar.toUri());
                        option.startLevel(entry.path("start-order").asInt(5));
                        options.add(option);
                    }
                }
            }
        }
        Map<String, String> properties = new HashMap<>(Map.ofEntries(
                Map.entry("atelier.home", home.toString()),
                Map.entry("atelier.installation", Atelier.DIST.toString()),
                Map.entry("atelier.version", System.getProperty("atelier.version")),
                Map.entry("atelier.roles", "worker"),
                Map.entry("atelier.command", "run"),
                Map.entry("atelier.flag.http.port", "0"),
                Map.entry("atelier.flag.local_api_port", "0"),
                Map.entry("atelier.flag.runtime.port", "0"),
                Map.entry("atelier.flag.deploy.allow-unsigned", "true"),
                Map.entry("atelier.engine.seeds", seeds.toString()),
                Map.entry("org.apache.felix.http.require.config", "true"),
                Map.entry("felix.webconsole.security.providers", "atelier"),
                Map.entry("felix.webconsole.manager.root", "/system/console"),
                Map.entry("org.ops4j.pax.logging.DefaultServiceLog.level", "ERROR")));
        properties.putAll(more);
        properties.forEach((name, value) -> options.add(frameworkProperty(name).value(value)));
        options.add(frameworkStartLevel(10));
        ExamSystem system = PaxExamRuntime.createServerSystem(options.toArray(Option[]::new));
        TestContainer exam = PaxExamRuntime.createContainer(system).start();
        Bundle framework = ((NativeTestContainer) exam).getSystemBundle();
        Container container = new Container(exam, framework.getBundleContext());
        container.endpoint("localApi");
        container.endpoint("console");
        // Engines start by themselves, beside everything else.
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> container.context.getServiceReferences((String) null, "(atelier.ready=engines)") != null);
        return container;
    }

    BundleContext context() {
        return context;
    }

    Bundle bundle(String symbolicName) {
        return List.of(context.getBundles()).stream()
                .filter(b -> symbolicName.equals(b.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    boolean hasService(String type) {
        return context.getServiceReference(type) != null;
    }

    /** What the launcher would write under that key, once it is there. */
    Map<?, ?> endpoint(String key) {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> lookUp(key), map -> !map.isEmpty());
    }

    private Map<?, ?> lookUp(String key) throws Exception {
        @SuppressWarnings("rawtypes") // a service is found by its raw class
        Collection<ServiceReference<Supplier>> found =
                context.getServiceReferences(Supplier.class, "(atelier.endpoint=" + key + ")");
        for (ServiceReference<?> reference : found) {
            if (context.getService(reference) instanceof Supplier<?> supplier
                    && supplier.get() instanceof Map<?, ?> map) {
                return map;
            }
        }
        return Map.of();
    }

    private static Path jar(String id) {
        String[] part = id.split(":", -1);
        String classifier = part.length == 5 ? "-" + part[3] : "";
        String version = part[part.length - 1];
        return Atelier.DIST
                .resolve("repo")
                .resolve(part[0].replace('.', '/'))
                .resolve(part[1])
                .resolve(version)
                .resolve(part[1] + "-" + version + classifier + ".jar");
    }

    private static String sha256(Path jar) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar)));
    }

    @Override
    public void close() {
        exam.stop();
    }
}
