// The least work that an HTTP server can do: one thread, epoll, the same 100 bytes to every request. It is
// what load generators are measured against, so that they and not the server are the limit.
//
//   bench_answer_server        prints its URL, then serves until it is killed
#include <array>
#include <cstdio>
#include <map>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

const std::string kAnswer =
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\n" + std::string(100, 'x');

int listen_on_any_port() {
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const name = reinterpret_cast<sockaddr*>(&address);
    if (listener < 0 || bind(listener, name, size) != 0 || listen(listener, 4096) != 0 ||
        getsockname(listener, name, &size) != 0) {
        std::perror("bench_answer_server");
        return -1;
    }
    std::printf("http://127.0.0.1:%d\n", ntohs(address.sin_port));
    std::fflush(stdout);
    return listener;
}

void watch(int poller, int file) {
    epoll_event wanted{};
    wanted.events = EPOLLIN;
    wanted.data.fd = file;
    epoll_ctl(poller, EPOLL_CTL_ADD, file, &wanted);
}

void accept_all(int poller, int listener) {
    while (true) {
        const int client = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (client < 0) {
            return;
        }
        const int on = 1;
        setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        watch(poller, client);
    }
}

/// Answers the requests (without bodies) that have come whole. False: the client has gone.
bool answer(int client, std::string& pending) {
    std::array<char, 16 << 10> buffer;
    const ssize_t size = read(client, buffer.data(), buffer.size());
    if (size <= 0) {
        return false;
    }
    pending.append(buffer.data(), static_cast<std::size_t>(size));
    std::string out;
    std::size_t end = 0;
    for (std::size_t next = pending.find("\r\n\r\n"); next != std::string::npos;
         next = pending.find("\r\n\r\n", end)) {
        end = next + 4;
        out += kAnswer;
    }
    pending.erase(0, end);
    return out.empty() || write(client, out.data(), out.size()) == static_cast<ssize_t>(out.size());
}

}  // namespace

int main() {
    const int listener = listen_on_any_port();
    const int poller = epoll_create1(EPOLL_CLOEXEC);
    if (listener < 0 || poller < 0) {
        return 1;
    }
    watch(poller, listener);
    std::map<int, std::string> pending;
    std::array<epoll_event, 256> events;
    while (true) {
        const int count = epoll_wait(poller, events.data(), static_cast<int>(events.size()), -1);
        for (int index = 0; index < count; ++index) {
            const int file = events[static_cast<std::size_t>(index)].data.fd;
            if (file == listener) {
                accept_all(poller, listener);
            } else if (!answer(file, pending[file])) {
                pending.erase(file);
                close(file);
            }
        }
    }
}
