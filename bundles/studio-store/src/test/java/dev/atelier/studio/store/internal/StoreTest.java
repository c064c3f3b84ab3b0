package dev.atelier.studio.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.common.api.Home;
import dev.atelier.studio.store.agents.api.AgentStore;
import dev.atelier.studio.store.api.JobStore;
import dev.atelier.studio.store.api.KeyStore;
import dev.atelier.studio.store.api.ModelRegistry;
import dev.atelier.studio.store.api.ResultStore;
import dev.atelier.studio.store.api.WorkerStore;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class StoreTest {
    private final Path root;
    private final Map<Class<?>, Object> services = new ConcurrentHashMap<>();

    StoreTest(@TempDir Path root) {
        this.root = root;
    }

    @Test
    void offersItsServicesWhileItIsOpen() {
        Store store = started(Map.of());

        await().untilAsserted(() -> assertThat(services)
                .containsOnlyKeys(
                        JobStore.class,
                        AgentStore.class,
                        WorkerStore.class,
                        ModelRegistry.class,
                        KeyStore.class,
                        ResultStore.class));
        assertThat(store.notReadyBecause()).isEmpty();
        store.stop();

        assertThat(services).isEmpty();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("studio-store")));
    }

    @Test
    void tellsWhyItCannotBeOpened() throws Exception {
        Files.createDirectories(root.resolve("studio"));
        Files.write(root.resolve("studio/atelier.mv.db"), new byte[64 * 1024]);

        Store store = started(Map.of());

        await().untilAsserted(() -> assertThat(services).containsOnlyKeys(Supplier.class));
        assertThat(services.get(Supplier.class))
                .isInstanceOfSatisfying(Supplier.class, why -> assertThat(String.valueOf(why.get()))
                        .contains("is damaged"));
        assertThat(store.notReadyBecause()).get().asString().contains("is damaged");
        store.stop();
        assertThat(services).isEmpty();
    }

    @Test
    void aWrongAddressIsToldWithoutRepeatingIt() {
        Store store = started(Map.of("studio_db_url", "mysql://root:geheim@host"));

        await().untilAsserted(() ->
                assertThat(store.notReadyBecause()).get().asString().startsWith("studio.db.url"));
        assertThat(store.notReadyBecause()).get().asString().doesNotContain("geheim");
        store.stop();
    }

    private Store started(Map<String, Object> settings) {
        Store store = new Store(context(), home(), config(settings));
        store.start();
        return store;
    }

    private StoreConfig config(Map<String, Object> settings) {
        return proxy(StoreConfig.class, (name, arguments) -> {
            try {
                Object set = settings.get(name);
                return set == null ? StoreConfig.class.getMethod(name).getDefaultValue() : set;
            } catch (NoSuchMethodException e) {
                throw new AssertionError(e);
            }
        });
    }

    private BundleContext context() {
        return proxy(BundleContext.class, (name, arguments) -> {
            Class<?> type = (Class<?>) arguments[0];
            services.put(type, arguments[1]);
            return proxy(ServiceRegistration.class, (call, none) -> services.remove(type));
        });
    }

    private Home home() {
        return new Home() {
            @Override
            public Path root() {
                return root;
            }

            @Override
            public Path installation() {
                return root;
            }

            @Override
            public String version() {
                return "test";
            }

            @Override
            public List<String> roles() {
                return List.of("studio");
            }
        };
    }

    private interface Call {
        Object answer(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) ->
                        call.answer(method.getName(), arguments == null ? new Object[0] : arguments)));
    }
}
