package dev.atelier.checks;

import aQute.bnd.build.Workspace;
import aQute.bnd.repository.fileset.FileSetRepository;
import biz.aQute.resolve.Bndrun;
import dev.atelier.launcher.feature.Feature;
import dev.atelier.launcher.feature.Features;
import dev.atelier.launcher.feature.Repository;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

/**
 * Asks bnd's resolver whether the bundles of these roles, and nothing else, satisfy each other: packages, services,
 * extenders. What only shows when the framework runs otherwise shows here.
 */
final class ResolveCheck {
    private static final String STORE = "dev.atelier.studio.store.api.";
    private static final String DISPATCH = "dev.atelier.studio.dispatch.api.";
    /** Registered in code, once what they stand on is open: no manifest tells of them. */
    private static final List<String> REGISTERED_LATER = List.of(
            STORE + "JobStore",
            STORE + "KeyStore",
            STORE + "ModelRegistry",
            STORE + "ResultStore",
            STORE + "WorkerStore",
            "dev.atelier.studio.store.agents.api.AgentStore",
            DISPATCH + "Queue",
            DISPATCH + "Sessions");

    private ResolveCheck() {}

    static void check(Path distribution, Features features, List<String> roles) throws Exception {
        String name = String.join("-", roles);
        Repository repository = Repository.open(distribution.resolve("repo"));
        List<File> files = new ArrayList<>();
        for (Feature feature : features.of(roles)) {
            for (Feature.Entry entry : feature.bundles()) {
                files.add(repository.find(entry.id()).file().toFile());
            }
        }
        List<String> names = new ArrayList<>();
        for (File file : files) {
            names.add(identity(file));
        }
        files.add(distribution.resolve("lib/org.apache.felix.framework.jar").toFile());

        Path folder = Files.createDirectories(distribution.resolveSibling("resolve-" + name));
        Path run = folder.resolve(name + ".bndrun");
        Files.writeString(run, bndrun(names));
        try (Bndrun bndrun = Bndrun.createBndrun(null, run.toFile())) {
            Workspace workspace = bndrun.getWorkspace();
            workspace.setOffline(true);
            workspace.addBasicPlugin(new FileSetRepository(name, files));
            bndrun.resolve(false, false);
            if (!bndrun.isOk()) {
                throw new IllegalStateException(String.join(" and ", roles) + " do not resolve: " + bndrun.getErrors());
            }
        }
    }

    private static String bndrun(List<String> names) {
        return """
                -standalone:
                -runfw: org.apache.felix.framework
                -runee: JavaSE-17
                -resolve.effective: resolve,active
                -runprovidedcapabilities: osgi.service;objectClass:List<String>='%s'
                -runrequires: %s
                """.formatted(String.join(",", REGISTERED_LATER), names.stream().collect(Collectors.joining(",\\\n  ")));
    }

    private static String identity(File file) throws Exception {
        try (JarFile jar = new JarFile(file)) {
            String name = jar.getManifest().getMainAttributes().getValue("Bundle-SymbolicName");
            return "bnd.identity;id='" + name.replaceFirst(";.*", "").strip() + "'";
        }
    }
}
