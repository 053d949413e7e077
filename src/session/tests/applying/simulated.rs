//! Changes of desired states on a simulated manager.

use super::*;

impl Bench {
    fn editing(&self) -> &'static Editing {
        self.session.editing(CLUSTERS).unwrap()
    }

    async fn base(&self, wanted: impl Fn(&Row) -> bool) -> Arc<Base> {
        let row = self.rows().await.into_iter().find(wanted).unwrap();
        let key = Key::new(self.session.name(), CLUSTERS, &row.id);
        Arc::new(self.session.base(&key).await.unwrap())
    }

    /// A change of the name of a cluster that is up.
    async fn rename(&self) -> Edit {
        let base = self.base(|row| row.state.class == StateClass::Up).await;
        self.rename_of(&base)
    }

    fn rename_of(&self, base: &Arc<Base>) -> Edit {
        let editing = self.editing();
        let target = renamed(editing, &base.document, "another name");
        Plan::edit(editing, base, &target, PATCH).unwrap().edit_of()
    }

    fn creation(&self, name: &str) -> (Intent, Edit) {
        let editing = self.editing();
        let target = renamed(editing, &editing.template.parse().unwrap(), name);
        let key = Key::new(self.session.name(), CLUSTERS, &"".into());
        (
            intent(action::CREATE, key, name),
            Plan::create(editing, &target).edit_of(),
        )
    }

    async fn follow(&self, edit: &Edit) -> Vec<Step> {
        follow(&self.session, &intent_of(edit), edit).await.0
    }

    fn mutations(&self) -> usize {
        self.recorder.mutations().len()
    }

    async fn submit(&self, request: &SpecRequest) -> Submitted {
        let sent = self
            .session
            .submit(request, false, crate::session::Priority::Mutation);
        sent.await.unwrap()
    }
}

#[tokio::test(start_paused = true)]
async fn an_edit_whose_base_still_holds_is_sent_once_and_followed_to_its_end() {
    let bench = Bench::new();
    let edit = bench.rename().await;
    let version = edit.base.as_ref().unwrap().version.unwrap() + 1;
    let steps = bench.follow(&edit).await;
    assert_eq!(words(&steps), ["sending", "running", "done"]);
    assert_eq!(
        steps.last().unwrap().story(),
        format!("v{version} runs, as it was asked for")
    );
    let [sent] = &*bench.recorder.mutations() else {
        panic!("it is sent once");
    };
    assert_eq!(sent.body, edit.request.body.to_string());
}

#[tokio::test(start_paused = true)]
async fn without_following_an_edit_ends_once_it_is_accepted() {
    let bench = Bench::new();
    let edit = bench.rename().await;
    let last = apply(
        &bench.session,
        &intent_of(&edit),
        &edit,
        false,
        &bench.telling.emit,
    )
    .await;
    assert_eq!(last, Step::Accepted("accepted".into()));
    assert_eq!(bench.mutations(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_edit_is_not_sent_if_somebody_changed_the_same_object_in_between() {
    let bench = Bench::new();
    let edit = bench.rename().await;
    let base = edit.base.clone().unwrap();
    let others = renamed(bench.editing(), &base.document, "theirs");
    let theirs = Plan::edit(bench.editing(), &base, &others, PATCH).unwrap();
    bench.submit(&theirs.request).await;
    let sent_before = bench.mutations();

    let steps = bench.follow(&edit).await;
    let [Step::Changed(differences)] = &*steps else {
        panic!("{steps:?}");
    };
    let version = base.version.unwrap();
    assert_eq!(
        *differences,
        [
            format!("its version was v{version}, now it is v{}", version + 1),
            format!("{} changed", bench.editing().name_at),
        ]
    );
    assert_eq!(bench.mutations(), sent_before);
}

#[tokio::test(start_paused = true)]
async fn an_edit_of_what_is_busy_is_not_sent_and_says_what_runs() {
    let bench = Bench::new();
    let base = bench.base(|row| row.progress.is_some()).await;
    let steps = bench.follow(&bench.rename_of(&base)).await;
    assert_eq!(words(&steps), ["not sent"]);
    let running = base.busy.as_deref().unwrap();
    assert!(
        running.contains(", stage ") && running.contains(" of "),
        "{running}"
    );
    let notice = notice_of(&steps[0]);
    assert!(
        notice.text.contains(running) && notice.text.contains(&*base.name),
        "{notice:?}"
    );
    assert!(hint_of(&steps[0]).contains("the draft is kept"), "{notice:?}");
    assert_eq!(bench.mutations(), 0);
}

#[tokio::test(start_paused = true)]
async fn an_edit_that_meets_a_conflict_all_the_same_says_what_runs_and_is_not_sent_again() {
    let bench = Bench::new();
    let edit = bench.rename().await;
    bench.break_mutations("status=409");
    let steps = bench.follow(&edit).await;
    assert_eq!(words(&steps), ["sending", "rejected"]);
    let notice = notice_of(&steps[1]);
    assert!(
        notice.causes.iter().any(|cause| cause.starts_with("it is ")),
        "{notice:?}"
    );
    assert_eq!(bench.mutations(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_the_manager_finds_wrong_is_told_field_by_field() {
    let bench = Bench::new();
    let base = bench.base(|row| row.state.class == StateClass::Up).await;
    let target = renamed(bench.editing(), &base.document, "");
    let edit = Plan::edit(bench.editing(), &base, &target, PATCH)
        .unwrap()
        .edit_of();
    let Verdict::Refused { notice, fields } = bench.session.dry_run(&edit.request).await else {
        panic!("a name is needed");
    };
    let [(path, message)] = &*fields else {
        panic!("{fields:?}");
    };
    assert_eq!(*path, Path::read(bench.editing().name_at));
    assert!(notice.line().contains(&**message), "{notice:?}");

    let steps = bench.follow(&edit).await;
    assert_eq!(words(&steps), ["sending", "rejected"]);
    let line = notice_of(&steps[1]).line();
    assert!(
        line.contains(bench.editing().name_at) && line.contains(&**message),
        "{line}"
    );
    let queries: Vec<_> = bench.recorder.mutations().into_iter().map(|m| m.query).collect();
    assert_eq!(
        queries,
        ["dryRun=true", ""],
        "one for the check, one for the change"
    );
}

#[tokio::test(start_paused = true)]
async fn a_check_changes_nothing_and_says_whether_it_was_the_request_that_was_refused() {
    let bench = Bench::new();
    let edit = bench.rename().await;
    let before = bench.rows().await;
    let accepted = bench.session.dry_run(&edit.request).await;
    assert!(matches!(accepted, Verdict::Accepted { .. }), "{accepted:?}");
    assert_eq!(bench.rows().await, before);
    for (fault, is_refused) in [
        ("status=409", true),
        ("status=403", true),
        ("status=401", false),
        ("status=429", false),
        ("status=500", false),
        ("unreachable", false),
        ("cut", false),
    ] {
        bench.break_mutations(fault);
        match bench.session.dry_run(&edit.request).await {
            Verdict::Refused { fields, .. } => assert!(is_refused && fields.is_empty(), "{fault}"),
            Verdict::Unknown(notice) => assert!(!is_refused, "{fault}: {notice:?}"),
            Verdict::Accepted { .. } => panic!("{fault} is no consent"),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_edit_whose_answer_was_cut_off_is_found_by_reading_and_followed() {
    let bench = Bench::new();
    let edit = bench.rename().await;
    bench.break_mutations("cut");
    let steps = bench.follow(&edit).await;
    assert_eq!(words(&steps), ["sending", "unknown", "running", "done"]);
    let found = steps[2].story();
    assert!(
        found.starts_with("no answer came, but what was asked is there"),
        "{found}"
    );
    assert_eq!(bench.mutations(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_edit_that_never_arrived_is_not_found_and_not_sent_again() {
    let bench = Bench::new();
    let edit = bench.rename().await;
    // Longer than an answer is waited for.
    bench.break_mutations("latency=10m");
    let steps = bench.follow(&edit).await;
    assert_eq!(words(&steps), ["sending", "unknown"]);
    let hint = hint_of(steps.last().unwrap());
    assert!(
        hint.contains("no sign of it") && hint.contains("the draft is kept"),
        "{hint}"
    );
    assert_eq!(bench.mutations(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_read_before_is_not_sent() {
    for fault in ["truncate@GET", "not-json@GET", "unreachable@GET"] {
        let bench = Bench::new();
        let edit = bench.rename().await;
        bench.break_all(fault);
        let steps = bench.follow(&edit).await;
        assert_eq!(words(&steps), ["not sent"], "{fault}");
        let notice = notice_of(&steps[0]);
        assert_eq!(notice.text, "Could not read it again before sending");
        assert!(!notice.causes.is_empty(), "{notice:?}");
        assert_eq!(bench.mutations(), 0, "{fault}");
    }
}

#[tokio::test(start_paused = true)]
async fn in_a_read_only_context_nothing_is_even_asked() {
    let bench = Bench::with_protection(Protection::ReadOnly);
    let edit = bench.rename().await;
    let asked = bench.recorder.count();
    let steps = bench.follow(&edit).await;
    assert_eq!(words(&steps), ["not sent"]);
    assert!(notice_of(&steps[0]).text.contains("read-only"), "{steps:?}");
    let (intent, edit) = bench.creation("new");
    let (steps, keys) = follow(&bench.session, &intent, &edit).await;
    assert_eq!((words(&steps), keys), (vec!["not sent"], Vec::new()));
    assert_eq!(bench.recorder.count(), asked);
}

#[tokio::test(start_paused = true)]
async fn what_is_created_has_an_id_and_is_followed_until_it_runs() {
    let bench = Bench::new();
    let (intent, edit) = bench.creation("new");
    let (steps, keys) = follow(&bench.session, &intent, &edit).await;
    assert_eq!(words(&steps), ["sending", "running", "done"]);
    // The manager fills in more than was asked for: that is no difference.
    assert!(
        steps
            .last()
            .unwrap()
            .story()
            .ends_with("runs, as it was asked for"),
        "{steps:?}"
    );
    let rows = bench.rows().await;
    let created = rows.iter().find(|row| &*row.name == "new").unwrap();
    assert_eq!(keys, [Key::new(bench.session.name(), CLUSTERS, &created.id)]);
    assert_eq!(created.state.class, StateClass::Up);
    assert_eq!(bench.mutations(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_was_created_without_an_answer_is_found_by_its_name() {
    let bench = Bench::new();
    let (intent, edit) = bench.creation("new");
    bench.break_mutations("cut");
    let (steps, keys) = follow(&bench.session, &intent, &edit).await;
    assert_eq!(words(&steps), ["sending", "unknown", "running", "done"]);
    assert_eq!(steps[2].story(), "no id was told, but new is listed");
    let rows = bench.rows().await;
    let ids: Vec<_> = rows.iter().filter(|row| &*row.name == "new").collect();
    assert_eq!(keys.len(), 1);
    assert_eq!(ids.len(), 1, "nothing is created twice");
    assert_eq!(bench.mutations(), 1);
    assert_eq!(keys[0].id, ids[0].id);
}

#[tokio::test(start_paused = true)]
async fn what_was_not_created_is_not_found_and_not_sent_again() {
    let bench = Bench::new();
    let (intent, edit) = bench.creation("new");
    bench.break_mutations("status=500");
    let (steps, keys) = follow(&bench.session, &intent, &edit).await;
    assert_eq!((words(&steps), keys), (vec!["sending", "unknown"], Vec::new()));
    assert!(
        hint_of(steps.last().unwrap()).starts_with("no new is listed"),
        "{steps:?}"
    );
    assert_eq!(bench.mutations(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_older_object_of_the_same_name_is_not_taken_for_the_new_one() {
    let bench = Bench::new();
    let name = bench.rows().await[0].name.clone();
    let (intent, edit) = bench.creation(&name);
    bench.break_mutations("status=500");
    let (steps, keys) = follow(&bench.session, &intent, &edit).await;
    assert_eq!((words(&steps), keys), (vec!["sending", "unknown"], Vec::new()));
    assert!(
        hint_of(steps.last().unwrap()).contains("is not what was asked for"),
        "{steps:?}"
    );
}
