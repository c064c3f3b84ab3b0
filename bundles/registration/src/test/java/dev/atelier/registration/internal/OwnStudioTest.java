package dev.atelier.registration.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.common.api.Json;
import dev.atelier.fake.studio.Approval;
import dev.atelier.fake.studio.FakeStudio;
import dev.atelier.log.testing.CapturedLog;
import dev.atelier.registration.api.RegistrationState.Approved;
import dev.atelier.registration.api.RegistrationState.Pending;
import dev.atelier.registration.api.RegistrationState.Pristine;
import dev.atelier.wire.api.StudioAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnStudioTest {
    private final FakeStudio studio = FakeStudio.start();
    private final FakeStudio other = FakeStudio.start();
    private Path state;

    @BeforeEach
    void open(@TempDir Path folder) {
        state = folder.resolve("state");
        CapturedLog.LINES.clear();
    }

    @AfterEach
    void close() {
        studio.close();
        other.close();
    }

    @Test
    void aWorkerWithoutAStudioJoinsThatOfItsProcessOnceItAnswers() throws IOException {
        studio.approval(Approval.approvedAs("w-1", "70ce"));
        try (Worker worker = Worker.besideStudio(state, null)) {
            assertThat(worker.room.studio()).isEmpty();
            assertThat(worker.room.expectsStudio()).isTrue();

            worker.ownStudio(studio.baseUrl());

            assertThat(worker.until(Approved.class).workerId()).isEqualTo("w-1");
            assertThat(worker.room.studio()).contains(StudioAddress.parse(studio.baseUrl()));
            assertThat(worker.identity().path("studio").asText()).isEqualTo("own");
            assertThat(CapturedLog.LINES).noneMatch(line -> line.contains("no studio is configured"));
        }
    }

    @Test
    void aWorkerWhoseSessionIsNotThereYetIsNotReady() {
        try (Worker worker = Worker.besideStudio(state, null)) {
            RegistrationStatus status = new RegistrationStatus(worker.room);
            assertThat(status.notReadyBecause()).get().asString().contains("has not begun yet");

            try (var session = worker.room.watch(now -> {})) {
                assertThat(session).isNotNull();
                assertThat(status.notReadyBecause()).isEmpty();
            }
            assertThat(status.notReadyBecause()).isPresent();
        }
    }

    @Test
    void aStudioThatSpeaksTlsIsReachedWithoutFromItsOwnProcess() {
        OwnStudio own = new OwnStudio(true);

        own.up(() -> Map.of("url", "https://127.0.0.1:1", "nearby", "http://127.0.0.1:2"));

        assertThat(own.configured().address()).isEqualTo(StudioAddress.parse("http://127.0.0.1:2"));
    }

    @Test
    void itsDecisionIsHeardOfAtOnce() {
        try (Worker worker = Worker.besideStudio(state, null)) {
            worker.ownStudio(studio.baseUrl());
            worker.until(Pending.class);
            studio.approval(Approval.approved());

            worker.hub.publish("workers", Json.object());

            worker.until(Approved.class);
        }
    }

    @Test
    void itIsTheSameStudioWhereverItListens() throws IOException {
        studio.approval(Approval.approvedAs("w-1", "70ce"));
        try (Worker worker = Worker.besideStudio(state, null)) {
            worker.ownStudio(studio.baseUrl());
            worker.until(Approved.class);
        }

        try (Worker again = Worker.besideStudio(state, null)) {
            Runnable down = again.ownStudio(other.baseUrl());

            assertThat(again.until(Approved.class).workerId()).isEqualTo("w-1");
            assertThat(again.room.studio()).contains(StudioAddress.parse(other.baseUrl()));
            down.run();
            again.until(Pristine.class);
            assertThat(again.identity().path("workerId").asText()).isEqualTo("w-1");
        }
        assertThat(other.registrations()).isEmpty();
        assertThat(state.resolve("identity.previous.json")).doesNotExist();
    }

    @Test
    void aConfiguredStudioIsPreferredAndGetsAnotherIdentity() throws IOException {
        studio.approval(Approval.approvedAs("w-1", "70ce"));
        try (Worker worker = Worker.besideStudio(state, null)) {
            worker.ownStudio(studio.baseUrl());
            worker.until(Approved.class);

            worker.configure(other.baseUrl());

            other.nextRegistration();
            worker.until(Pending.class);
            assertThat(worker.identity().path("studio").asText()).isEqualTo(other.baseUrl());
        }
        assertThat(other.requests())
                .allSatisfy(request -> assertThat(request.toString() + request.headers() + request.body())
                        .doesNotContain("70ce"));
    }

    @Test
    void itMayBeConfiguredByNameAsWell() throws IOException {
        studio.approval(Approval.approvedAs("w-1", "70ce"));
        try (Worker worker = Worker.besideStudio(state, null)) {
            worker.ownStudio(studio.baseUrl());
            worker.until(Approved.class);

            worker.configure(studio.baseUrl());

            await().until(() -> worker.identity().path("studio").asText().equals(studio.baseUrl()));
            assertThat(worker.room.state()).isInstanceOf(Approved.class);
            assertThat(worker.identity().path("workerId").asText()).isEqualTo("w-1");
        }
    }

    @Test
    void aProcessWithoutAStudioKeepsToItself() {
        try (Worker worker = Worker.of(state, null)) {
            worker.ownStudio(studio.baseUrl());
            worker.configure(null);

            await().until(() -> CapturedLog.LINES.stream().anyMatch(line -> line.contains("no studio is configured")));
            assertThat(worker.room.studio()).isEmpty();
        }
        assertThat(studio.requests()).isEmpty();
    }
}
