package dev.atelier.lib.onnxruntime.internal;

import ai.onnxruntime.OrtEnvironment;
import dev.atelier.engine.api.EngineException;
import dev.atelier.lib.onnxruntime.api.OnnxRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.concurrent.Callable;

/** Loads one class itself, as an engine's bundle does. */
final class EngineLoader extends ClassLoader {
    /** Asks for the library. */
    public static final class Asker implements Callable<OrtEnvironment> {
        private final OnnxRuntime runtime;

        public Asker(OnnxRuntime runtime) {
            this.runtime = runtime;
        }

        @Override
        public OrtEnvironment call() throws EngineException {
            return runtime.environment();
        }
    }

    EngineLoader() {
        super(EngineLoader.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.equals(Asker.class.getName())) {
            return super.loadClass(name, resolve);
        }
        try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            CodeSource here = new CodeSource(null, (Certificate[]) null);
            return defineClass(name, bytes, 0, bytes.length, new ProtectionDomain(here, null, this, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
