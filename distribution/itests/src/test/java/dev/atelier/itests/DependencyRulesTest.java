package dev.atelier.itests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which way things may point. */
class DependencyRulesTest {
    private static JavaClasses product;
    private static int bundles;

    @BeforeAll
    static void importEverything() throws Exception {
        try (Stream<Path> folders = Files.list(Path.of(System.getProperty("bundles.root")))) {
            List<Path> classes = folders.map(folder -> folder.resolve("target/classes"))
                    .filter(Files::isDirectory)
                    .toList();
            bundles = classes.size();
            product = new ClassFileImporter().importPaths(classes);
        }
    }

    @Test
    void theRulesSawTheBundles() {
        assertThat(bundles).isGreaterThanOrEqualTo(16);
        assertThat(product.size()).isGreaterThan(300);
    }

    @Test
    void apiNeverSeesInternals() {
        // Static doors of a room, such as those of the codecs, hand over to their own inside; nobody else's.
        noClasses()
                .that()
                .resideInAPackage("dev.atelier..api")
                .and()
                .resideOutsideOfPackages(
                        "dev.atelier.wire.api",
                        "dev.atelier.wire.agent.api",
                        "dev.atelier.lib.codecs.api",
                        "dev.atelier.agent.formats.api",
                        "dev.atelier.containers.api")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.atelier..internal..")
                .check(product);
    }

    @Test
    void internalsStayInTheirRoom() {
        for (String room : List.of(
                "common",
                "settings",
                "http",
                "local.api",
                "host",
                "models",
                "model.host",
                "downloads",
                "engine.host",
                "engine.manager",
                "jobs",
                "registration",
                "session",
                "studio.store",
                "studio.dispatch",
                "studio.http",
                "studio.gateway",
                "studio.agents",
                "fleet",
                "runtime",
                "runtime.http",
                "runtime.engines",
                "runtime.link",
                "observability",
                "console.security",
                "console",
                "wire",
                "agent.formats",
                "containers",
                "lib.codecs",
                "lib.ffmpeg",
                "lib.onnxruntime")) {
            classes()
                    .that()
                    .resideInAPackage("dev.atelier." + room + ".internal..")
                    .should()
                    .onlyHaveDependentClassesThat()
                    .resideInAPackage("dev.atelier." + room + "..")
                    .check(product);
        }
    }

    @Test
    void nobodyImportsAnEngineAndEnginesKeepToThemselves() {
        for (String engine : List.of("synthetic", "llama", "onnx", "sdcpp", "speech", "video", "whisper", "gradio")) {
            String itsOwn = "dev.atelier.engine." + engine + "..";
            noClasses()
                    .that()
                    .resideOutsideOfPackage(itsOwn)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(itsOwn)
                    .allowEmptyShould(true)
                    .check(product);
            noClasses()
                    .that()
                    .resideInAPackage(itsOwn)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.atelier.wire..",
                            "dev.atelier.jobs..",
                            "dev.atelier.http..",
                            "dev.atelier.models..",
                            "dev.atelier.settings..",
                            "dev.atelier.engine.manager..")
                    .allowEmptyShould(true)
                    .check(product);
        }
    }

    @Test
    void whatRunsInAChildKnowsTheJdkAndItsLibraryOnly() {
        noClasses()
                .that()
                .resideInAPackage("dev.atelier.engine..child..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.atelier.common..",
                        "dev.atelier.engine.api..",
                        "dev.atelier.engine.host.api..",
                        "dev.atelier.engine.host.internal..",
                        "org.slf4j..",
                        "com.fasterxml..",
                        "org.osgi.framework..")
                .check(product);
    }

    @Test
    void theEngineApiKnowsTheJdkOnly() {
        classes()
                .that()
                .resideInAPackage("dev.atelier.engine.api..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "dev.atelier.engine.api..", "org.osgi..", "org.jspecify..")
                .check(product);
    }

    @Test
    void theWireKnowsTheDomainSecretsAndJsonOnly() {
        classes()
                .that()
                .resideInAPackage("dev.atelier.wire..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "dev.atelier.wire..",
                        "dev.atelier.engine.api..",
                        "dev.atelier.common.api..",
                        "com.fasterxml.jackson..",
                        "org.osgi..",
                        "org.jspecify..")
                .check(product);
    }

    @Test
    void whatAgentsPrintIsReadWithoutAnyService() {
        classes()
                .that()
                .resideInAPackage("dev.atelier.agent.formats..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "dev.atelier.agent.formats..",
                        "dev.atelier.common.api..",
                        "com.fasterxml.jackson..",
                        "org.osgi.annotation..",
                        "org.jspecify..")
                .check(product);
    }

    @Test
    void roomsFormNoCircle() {
        slices().assignedFrom(new Rooms()).should().beFreeOfCycles().check(product);
    }

    @Test
    void bundlesLogInsteadOfPrinting() {
        noClasses()
                .that()
                .resideInAPackage("dev.atelier..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .check(product);
    }
}
