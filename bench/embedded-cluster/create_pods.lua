-- wrk: creates pods of about 3 KB with generated names.
local filler = string.rep("x", 2300)
wrk.method = "POST"
wrk.body = [[{"apiVersion":"v1","kind":"Pod","metadata":{"generateName":"bench-","labels":{"app":"bench","tier":"web"},"annotations":{"filler":"]]
    .. filler .. [["}},"spec":{"containers":[{"name":"main","image":"example.com/main:1","resources":{"requests":{"cpu":"100m","memory":"64Mi"}},]]
    .. [["env":[{"name":"A","value":"1"},{"name":"B","value":"2"}]}]}}]]
wrk.headers["Content-Type"] = "application/json"
