// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Operators} from "../../src/Operators.sol";
import {SettlementErrors} from "../../src/SettlementErrors.sol";
import {Settlement} from "../../src/Settlement.sol";
import {Terms} from "../../src/SettlementTerms.sol";
import {Watchers} from "../../src/Watchers.sol";
import {VenueTest} from "../base/VenueTest.sol";

contract SettlementDeployTest is VenueTest {
    function test_TheTermsStandForEver() public view {
        Terms memory terms = _terms();
        vm.assertEq(settlement.operator(), terms.operator, "operator");
        vm.assertEq(address(settlement.vault()), terms.vault, "vault");
        vm.assertEq(settlement.genesisHash(), terms.genesisHash, "genesis hash");
        vm.assertEq(settlement.genesisRoot(), terms.genesisRoot, "genesis root");
        vm.assertEq(settlement.rulesHash(), terms.rulesHash, "rules");
        vm.assertEq(settlement.minimumBond(), terms.minimumBond, "bond");
        vm.assertEq(settlement.finalityWindow(), terms.finalityWindow, "window");
        vm.assertEq(settlement.forcedDeadline(), terms.forcedDeadline, "deadline");
        vm.assertEq(settlement.silence(), terms.silence, "silence");
        vm.assertEq(settlement.claimPhase(), terms.claimPhase, "claim phase");
        vm.assertEq(settlement.capPeriod(), terms.capPeriod, "cap period");
        vm.assertEq(settlement.operatorDelay(), terms.operatorDelay, "operator's delay");
        vm.assertEq(address(vault.settlement()), address(settlement), "the vault's settlement");
    }

    function test_RefusesToBeDeployedWithoutOperator() public {
        Terms memory terms = _terms();
        terms.operator = address(0);
        vm.expectRevert(Operators.OperatorMissing.selector);
        new Settlement(terms, _watchers(), 2);
    }

    function test_RefusesAWindowLongerThanTheDeadline() public {
        Terms memory terms = _terms();
        terms.finalityWindow = 61;
        vm.expectRevert(abi.encodeWithSelector(SettlementErrors.WindowPastDeadline.selector, 61, 60));
        new Settlement(terms, _watchers(), 2);
    }

    function test_RefusesASilenceLongerThanTheDeadline() public {
        Terms memory terms = _terms();
        terms.silence = 61;
        vm.expectRevert(abi.encodeWithSelector(SettlementErrors.SilencePastDeadline.selector, 61, 60));
        new Settlement(terms, _watchers(), 2);
    }

    function test_RefusesACapWithoutAPeriod() public {
        Terms memory terms = _terms();
        terms.capPeriod = 0;
        vm.expectRevert(SettlementErrors.CapPeriodMissing.selector);
        new Settlement(terms, _watchers(), 2);
    }

    function test_RefusesAVaultThatNamesAnother() public {
        Terms memory terms = _terms();
        bytes4 selector = SettlementErrors.VaultOfOtherSettlement.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, address(settlement)));
        new Settlement(terms, _watchers(), 2);
    }

    function test_TheWatchersStandForEver() public view {
        vm.assertEq(settlement.watchersNeeded(), 2, "needed");
        vm.assertEq(settlement.watcherCount(), 3, "watchers");
        for (uint256 i = 0; i < 3; ++i) vm.assertTrue(settlement.isWatcher(_watchers()[i]), "watcher");
        vm.assertTrue(!settlement.isWatcher(OPERATOR), "no other");
    }

    function test_RefusesWatchersThatDoNotAscendOrAreTheOperator() public {
        address[] memory watchers = _watchers();
        (watchers[1], watchers[2]) = (watchers[2], watchers[1]);
        _refusedWatchers(watchers, watchers[2]);
        watchers[2] = watchers[1];
        _refusedWatchers(watchers, watchers[2]);
        watchers = new address[](1);
        _refusedWatchers(watchers, address(0));
        watchers[0] = OPERATOR;
        _refusedWatchers(watchers, OPERATOR);
    }

    function test_RefusesANumberOfWatchersThatCannotOrNeedNotSign() public {
        _refusedNeed(_watchers(), 4);
        _refusedNeed(_watchers(), 0);
        _refusedNeed(new address[](0), 1);
        _redeploy(new address[](0), 0);
        vm.assertEq(settlement.watcherCount(), 0, "none");
    }

    function _refusedWatchers(address[] memory watchers, address wrong) private {
        Terms memory terms = _terms();
        vm.expectRevert(abi.encodeWithSelector(Watchers.WatcherWrong.selector, wrong));
        new Settlement(terms, watchers, 1);
    }

    function _refusedNeed(address[] memory watchers, uint8 needed) private {
        Terms memory terms = _terms();
        bytes4 selector = Watchers.WatchersNeededWrong.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, needed, watchers.length));
        new Settlement(terms, watchers, needed);
    }
}
